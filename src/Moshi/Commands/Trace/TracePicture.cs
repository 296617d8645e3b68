using System.Globalization;
using System.Text;

namespace Moshi.Commands.Trace;

/// <summary>Draws the latency of each key of a client's trace as SVG: when it was typed to the right, how long it took upwards on a logarithmic scale.</summary>
internal static class TracePicture
{
    private const int Width = 960, Height = 420, Left = 70, Right = 20, Top = 50, Bottom = 46;
    private const double LowestMs = 0.01;

    private static readonly (double Share, string Name, string Colour)[] Ranks = [(0.5, "median", "#2e7d32"), (0.95, "p95", "#ef6c00"), (0.99, "p99", "#c62828")];

    /// <summary>The picture; its text says what is missing when there are no keys.</summary>
    public static string Draw(TraceSummary trace)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 22, "Latency of each key: ● echo on the screen, ○ first paint (a guess, where guesses are shown)", size: 14);
        long first = trace.Keys.Count == 0 ? 0 : trace.Keys[0].At, last = trace.Keys.Count == 0 ? 1 : Math.Max(first + 1, trace.Keys[^1].At);
        double highest = Math.Max(10, trace.KeyToAnswer.At(1) / 1000.0 * 1.3);
        Grid(svg, highest, (last - first) / 1e6);
        foreach (TracedKey key in trace.Keys)
        {
            double x = Left + ((key.At - first) / (double)(last - first) * (Width - Left - Right));
            if (key.Painted >= 0)
                Dot(svg, x, Y((key.Painted - key.At) / 1000.0, highest), "none", "#90a4ae");
            if (key.Answered >= 0)
                Dot(svg, x, Y((key.Answered - key.At) / 1000.0, highest), "#1565c0", "none");
        }

        foreach ((double share, string name, string colour) in Ranks)
        {
            if (trace.KeyToAnswer.Count == 0)
                continue;
            double ms = trace.KeyToAnswer.At(share) / 1000.0, y = Y(ms, highest);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"{colour}\" stroke-dasharray=\"6 4\"/>\n");
            Text(svg, Left + 6, y - 3, string.Create(CultureInfo.InvariantCulture, $"{name} {ms:0.0} ms"), colour: colour);
        }

        if (trace.Keys.Count == 0)
            Text(svg, Left + 20, Height / 2, "no keys in this trace (a client's trace has them)");
        return svg.Append("</svg>\n").ToString();
    }

    private static void Grid(StringBuilder svg, double highest, double seconds)
    {
        for (double ms = LowestMs; ms <= highest; ms *= 10)
        {
            double y = Y(ms, highest);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"#e0e0e0\"/>\n");
            Text(svg, Left - 8, y + 4, string.Create(CultureInfo.InvariantCulture, $"{ms:0.##} ms"), anchor: "end");
        }

        for (int part = 0; part <= 4; part++)
        {
            double x = Left + ((Width - Left - Right) * part / 4.0);
            Text(svg, x, Height - Bottom + 20, string.Create(CultureInfo.InvariantCulture, $"{seconds * part / 4:0.0} s"), anchor: "middle");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#616161\"/>\n");
    }

    private static double Y(double ms, double highest)
    {
        double share = (Math.Log(Math.Clamp(ms, LowestMs, highest)) - Math.Log(LowestMs)) / (Math.Log(highest) - Math.Log(LowestMs));
        return Height - Bottom - (share * (Height - Top - Bottom));
    }

    private static void Dot(StringBuilder svg, double x, double y, string fill, string stroke) =>
        svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.0}\" cy=\"{y:0.0}\" r=\"2.5\" fill=\"{fill}\" stroke=\"{stroke}\"/>\n");

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor = "start", string colour = "#212121", int size = 12) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" fill=\"{colour}\" font-size=\"{size}\">{text}</text>\n");
}
