using System.Globalization;
using System.Net;
using System.Text;

namespace Moshi.Lab.Screens;

/// <summary>Draws captures as one SVG that shows them one after the other, for documents. Text stays text.</summary>
public static class ScreenSvg
{
    private const double CellWidth = 8.4;
    private const double CellHeight = 17;
    private const int Margin = 12;
    private const string DefaultForeground = "#d8dee9";
    private const string DefaultBackground = "#1d2129";

    private static readonly string[] s_palette =
    [
        "#2e3440", "#e06c75", "#98c379", "#e5c07b", "#3b6ea5", "#c678dd", "#56b6c2", "#d8dee9",
        "#5c6370", "#f07c85", "#a8d389", "#f5d08b", "#71bfff", "#d688ed", "#66c6d2", "#ffffff",
    ];

    /// <param name="frames">Captures of one size, with the seconds that each is shown.</param>
    public static string Draw(IReadOnlyList<(ScreenCapture Screen, double Seconds)> frames)
    {
        TerminalSize size = frames[0].Screen.Size;
        double width = size.Columns * CellWidth + 2 * Margin;
        double height = size.Rows * CellHeight + 2 * Margin;
        double total = frames.Sum(frame => frame.Seconds);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{height:0}\" viewBox=\"0 0 {width:0} {height:0}\">\n");
        svg.Append("<style>text{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}</style>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{DefaultBackground}\"/>\n");
        double start = 0;
        foreach ((ScreenCapture screen, double seconds) in frames)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({Margin} {Margin})\" visibility=\"{(start == 0 ? "visible" : "hidden")}\">\n");
            if (frames.Count > 1)
                AppendTiming(svg, start / total, (start + seconds) / total, total);
            for (int row = 0; row < size.Rows; row++)
                AppendRow(svg, screen, row);
            if (screen.IsCursorVisible)
                AppendRectangle(svg, screen.CursorColumn, screen.CursorRow, 1, DefaultForeground, 0.6);
            svg.Append("</g>\n");
            start += seconds;
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendTiming(StringBuilder svg, double from, double to, double total)
    {
        string values = from == 0 ? "visible;hidden" : "hidden;visible;hidden";
        string times = from == 0 ? FormattableString.Invariant($"0;{to:0.####}") : FormattableString.Invariant($"0;{from:0.####};{Math.Min(to, 1):0.####}");
        svg.Append(CultureInfo.InvariantCulture, $"<animate attributeName=\"visibility\" calcMode=\"discrete\" repeatCount=\"indefinite\" dur=\"{total:0.##}s\" values=\"{values}\" keyTimes=\"{times}\"/>\n");
    }

    private static void AppendRow(StringBuilder svg, ScreenCapture screen, int row)
    {
        int columns = screen.Size.Columns;
        for (int column = 0; column < columns;)
        {
            int end = column + 1;
            string look = screen[row, column].Look;
            while (end < columns && string.Equals(screen[row, end].Look, look, StringComparison.Ordinal))
                end++;
            AppendRun(svg, screen, row, column, end, look);
            column = end;
        }
    }

    private static void AppendRun(StringBuilder svg, ScreenCapture screen, int row, int column, int end, string look)
    {
        (string foreground, string background) = Colours(look);
        if (background != DefaultBackground)
            AppendRectangle(svg, column, row, end - column, background, 1);
        string text = string.Concat(Enumerable.Range(column, end - column).Select(c => screen[row, c].Text));
        if (text.Trim().Length == 0)
            return;
        string extra = (look.Contains("bold", StringComparison.Ordinal) ? " font-weight=\"bold\"" : "")
            + (look.Contains("underline", StringComparison.Ordinal) ? " text-decoration=\"underline\"" : "");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text xml:space=\"preserve\" x=\"{column * CellWidth:0.#}\" y=\"{row * CellHeight + 13:0.#}\" textLength=\"{(end - column) * CellWidth:0.#}\" fill=\"{foreground}\"{extra}>{WebUtility.HtmlEncode(text)}</text>\n");
    }

    private static void AppendRectangle(StringBuilder svg, int column, int row, int cells, string colour, double opacity) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<rect x=\"{column * CellWidth:0.#}\" y=\"{row * CellHeight:0.#}\" width=\"{cells * CellWidth + 0.3:0.#}\" height=\"{CellHeight + 0.3}\" fill=\"{colour}\" opacity=\"{opacity}\"/>\n");

    private static (string Foreground, string Background) Colours(string look)
    {
        string foreground = Colour(look, "fg=", DefaultForeground);
        string background = Colour(look, "bg=", DefaultBackground);
        return look.Contains("reverse", StringComparison.Ordinal) ? (background, foreground) : (foreground, background);
    }

    // The words of Rendition: "31", "palette 196", "rgb 1,2,3".
    private static string Colour(string look, string key, string fallback)
    {
        int at = look.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
            return fallback;
        string[] words = look[(at + key.Length)..].Split(' ');
        if (words[0] is "rgb")
            return $"rgb({words[1]})";
        int number = int.Parse(words[0] is "palette" ? words[1] : words[0], CultureInfo.InvariantCulture);
        int index = words[0] is "palette" ? number : number % 10 + (number >= 90 ? 8 : 0);
        if (index < 16)
            return s_palette[index];
        if (index >= 232)
            return Grey(8 + (index - 232) * 10);
        index -= 16;
        return FormattableString.Invariant($"rgb({Level(index / 36)},{Level(index / 6 % 6)},{Level(index % 6)})");
    }

    private static string Grey(int level) => FormattableString.Invariant($"rgb({level},{level},{level})");

    private static int Level(int step) => step == 0 ? 0 : 55 + step * 40;
}
