using System.Globalization;
using System.Text;

namespace Moshi.Bench.Plots;

/// <summary>
/// Draws cumulative distributions as SVG: milliseconds to the right, logarithmic; the share of keys upwards, stretched towards the end so that the last hundredth, where the waiting is, can be seen.
/// </summary>
internal sealed class CdfPlot(string title)
{
    private const int Width = 760, Height = 420, Left = 64, Right = 190, Top = 44, Bottom = 48;

    // The vertical place of a share p is -log10(1 - p): 90 %, 99 % and 99.9 % are equally far apart.
    private const double HighestNines = 3;

    private readonly List<(string Name, string Colour, double[] Sorted)> _curves = [];

    /// <summary>Whether there is anything to draw.</summary>
    public bool IsEmpty => _curves.Count == 0;

    /// <summary>Adds a curve; samples in milliseconds.</summary>
    public void Add(string name, string colour, IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        if (sorted.Length > 1)
            _curves.Add((name, colour, sorted));
    }

    /// <summary>The picture.</summary>
    public string Draw()
    {
        double low = Nice(_curves.Min(curve => curve.Sorted[0]), down: true), high = Nice(_curves.Max(curve => curve.Sorted[^1]), down: false);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 24, title, "start", "#212121", 15);
        DrawGrid(svg, low, high);
        for (int i = 0; i < _curves.Count; i++)
        {
            (string name, string colour, double[] sorted) = _curves[i];
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{PathOf(sorted, low, high)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\n");
            double y = Top + 16 + (i * 34);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Width - Right + 14} {y - 4}h22\" stroke=\"{colour}\" stroke-width=\"3\"/>\n");
            Text(svg, Width - Right + 42, y, name, "start", "#212121", 12);
            double median = sorted[(sorted.Length - 1) / 2];
            Text(svg, Width - Right + 42, y + 14, string.Create(CultureInfo.InvariantCulture, $"median {median:0.0} ms"), "start", "#757575", 11);
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawGrid(StringBuilder svg, double low, double high)
    {
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(low))); decade <= high; decade *= 10)
        {
            foreach (double ms in (double[])[decade, decade * 2, decade * 5])
            {
                if (ms < low || ms > high)
                    continue;
                double x = X(ms, low, high);
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.0} {Top}V{Height - Bottom}\" stroke=\"#e0e0e0\"/>\n");
                Text(svg, x, Height - Bottom + 18, string.Create(CultureInfo.InvariantCulture, $"{ms:0.##}"), "middle", "#424242", 11);
            }
        }
        Text(svg, (Left + Width - Right) / 2.0, Height - 10, "key to its echo on the screen, ms", "middle", "#424242", 12);
        foreach (double share in (double[])[0, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999])
        {
            double y = Y(share);
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.0}H{Width - Right}\" stroke=\"#e0e0e0\"/>\n");
            Text(svg, Left - 6, y + 4, string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %"), "end", "#424242", 11);
        }
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\" fill=\"none\" stroke=\"#616161\"/>\n");
    }

    private static string PathOf(double[] sorted, double low, double high)
    {
        StringBuilder path = new();
        double lastX = double.NaN, lastY = double.NaN;
        for (int i = 0; i < sorted.Length; i++)
        {
            double x = X(sorted[i], low, high), y = Y((double)i / sorted.Length);
            // A thousand keys need no thousand points.
            if (i > 0 && i < sorted.Length - 1 && Math.Abs(x - lastX) + Math.Abs(y - lastY) < 1)
                continue;
            path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{x:0.0} {y:0.0}");
            (lastX, lastY) = (x, y);
        }
        return path.ToString();
    }

    private static double X(double ms, double low, double high) =>
        Left + (Math.Log(Math.Clamp(ms, low, high) / low) / Math.Log(high / low) * (Width - Left - Right));

    private static double Y(double share) => Height - Bottom - (Math.Min(HighestNines, -Math.Log10(Math.Max(1e-9, 1 - share))) / HighestNines * (Height - Top - Bottom));

    private static double Nice(double ms, bool down)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(ms, 0.01))));
        double[] steps = [1, 2, 5, 10];
        return decade * (down ? steps.Last(step => step * decade <= ms || step == 1) : steps.First(step => step * decade >= ms || step == 10));
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor, string colour, int size) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.0}\" y=\"{y:0.0}\" text-anchor=\"{anchor}\" fill=\"{colour}\" font-size=\"{size}\">{text}</text>\n");
}
