using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

/// <summary>SGR as mosh 1.4 understands it (mosh-protocol §8.5).</summary>
internal static class StockRenditions
{
    /// <summary>The pen after an SGR sequence. Missing parameters count as 0, unknown ones do nothing.</summary>
    internal static Style Apply(Style pen, ReadOnlySpan<int> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            int code = Math.Max(0, parameters[i]);
            if (code is 38 or 48)
            {
                i += ApplyExtendedColor(ref pen, code == 38, parameters[(i + 1)..]);
                continue;
            }

            pen = Apply(pen, code);
        }

        return pen;
    }

    private static Style Apply(in Style pen, int code) => code switch
    {
        0 => default,
        1 => pen.With(CellAttributes.Bold, true),
        3 => pen.With(CellAttributes.Italic, true),
        4 => pen.With(CellAttributes.Underline, true),
        5 => pen.With(CellAttributes.Blink, true),
        7 => pen.With(CellAttributes.Inverse, true),
        8 => pen.With(CellAttributes.Invisible, true),
        22 => pen.With(CellAttributes.Bold, false),
        23 => pen.With(CellAttributes.Italic, false),
        24 => pen.With(CellAttributes.Underline, false),
        25 => pen.With(CellAttributes.Blink, false),
        27 => pen.With(CellAttributes.Inverse, false),
        28 => pen.With(CellAttributes.Invisible, false),
        >= 30 and <= 37 => pen with { Foreground = Color.Indexed(code - 30) },
        39 => pen with { Foreground = Color.Default },
        >= 40 and <= 47 => pen with { Background = Color.Indexed(code - 40) },
        49 => pen with { Background = Color.Default },
        >= 90 and <= 97 => pen with { Foreground = Color.Indexed(code - 90 + 8) },
        >= 100 and <= 107 => pen with { Background = Color.Indexed(code - 100 + 8) },
        _ => pen,
    };

    /// <summary>
    /// What follows 38 or 48. Returns how many parameters belong to it: none when it is incomplete, so that the rest is read as ordinary codes, as
    /// stock does.
    /// </summary>
    private static int ApplyExtendedColor(ref Style pen, bool isForeground, ReadOnlySpan<int> rest)
    {
        int consumed;
        Color color;
        if (rest.Length >= 2 && rest[0] == 5)
        {
            consumed = 2;
            int index = Math.Max(0, rest[1]);
            if (index > 255)
                return consumed;

            color = Color.Indexed(index);
        }
        else if (rest.Length >= 4 && rest[0] == 2)
        {
            consumed = 4;
            color = Color.Rgb(rest[1], rest[2], rest[3]);
        }
        else
        {
            return 0;
        }

        pen = isForeground ? pen with { Foreground = color } : pen with { Background = color };
        return consumed;
    }
}
