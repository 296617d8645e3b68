using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>SGR as xterm and kitty understand it: ECMA-48, colours in every spelling, kinds and colour of underlines.</summary>
internal static class Renditions
{
    /// <summary>The pen after an SGR sequence. Missing parameters count as 0, unknown ones do nothing. Link and protection are not renditions.</summary>
    internal static Style Apply(Style pen, in ControlSequence sequence)
    {
        ReadOnlySpan<int> parameters = sequence.Parameters;
        bool hasGroups = sequence.HasSubParameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            int code = Math.Max(0, parameters[i]);
            if (code == 0 && !hasGroups)
            {
                pen = pen.Reset();
                continue;
            }

            if (!hasGroups && code is 38 or 48 && i + 2 < parameters.Length && parameters[i + 1] == 5 && (uint)parameters[i + 2] <= 255)
            {
                // What most streams with many styles consist of.
                var color = Color.Indexed(parameters[i + 2]);
                pen = code == 38 ? pen with { Foreground = color } : pen with { Background = color };
                i += 2;
                continue;
            }

            if (hasGroups)
            {
                int count = sequence.SubParameterCount(i);
                if (count > 0)
                {
                    ApplyGroup(ref pen, code, parameters.Slice(i + 1, count));
                    i += count;
                    continue;
                }
            }

            if (code is 38 or 48 or 58)
            {
                i += ApplyExtendedColor(ref pen, code, parameters[(i + 1)..]);
                continue;
            }

            pen = Apply(pen, code);
        }

        return pen;
    }

    /// <summary>The pen after one code that needs nothing more.</summary>
    internal static Style Apply(in Style pen, int code) => code switch
    {
        0 => pen.Reset(),
        1 => pen.With(CellAttributes.Bold, true),
        2 => pen.With(CellAttributes.Faint, true),
        3 => pen.With(CellAttributes.Italic, true),
        4 => pen.With(CellAttributes.Underline, true),
        5 => pen.With(CellAttributes.Blink, true),
        6 => pen.With(CellAttributes.RapidBlink, true),
        7 => pen.With(CellAttributes.Inverse, true),
        8 => pen.With(CellAttributes.Invisible, true),
        9 => pen.With(CellAttributes.Strikethrough, true),
        21 => pen.WithUnderline(UnderlineStyle.Double),
        22 => pen.With(CellAttributes.Bold | CellAttributes.Faint, false),
        23 => pen.With(CellAttributes.Italic, false),
        24 => pen.With(CellAttributes.Underline, false),
        25 => pen.With(CellAttributes.Blink | CellAttributes.RapidBlink, false),
        27 => pen.With(CellAttributes.Inverse, false),
        28 => pen.With(CellAttributes.Invisible, false),
        29 => pen.With(CellAttributes.Strikethrough, false),
        >= 30 and <= 37 => pen with { Foreground = Color.Indexed(code - 30) },
        39 => pen with { Foreground = Color.Default },
        >= 40 and <= 47 => pen with { Background = Color.Indexed(code - 40) },
        49 => pen with { Background = Color.Default },
        53 => pen.With(CellAttributes.Overline, true),
        55 => pen.With(CellAttributes.Overline, false),
        59 => pen with { UnderlineColor = Color.Default },
        >= 90 and <= 97 => pen with { Foreground = Color.Indexed(code - 90 + 8) },
        >= 100 and <= 107 => pen with { Background = Color.Indexed(code - 100 + 8) },
        _ => pen,
    };

    /// <summary>A code with sub-parameters: <c>4:3</c>, <c>38:5:n</c>, <c>38:2:r:g:b</c> and, with a colour space, <c>38:2::r:g:b</c>.</summary>
    private static void ApplyGroup(ref Style pen, int code, ReadOnlySpan<int> group)
    {
        int kind = Math.Max(0, group[0]);
        switch (code)
        {
            case 4 when kind == 0:
                pen = pen.With(CellAttributes.Underline, false);
                break;
            case 4 when kind <= 5:
                pen = pen.WithUnderline((UnderlineStyle)(kind - 1));
                break;
            case 38 or 48 or 58 when kind == 5 && group.Length >= 2:
                Indexed(ref pen, code, group[1]);
                break;
            case 38 or 48 or 58 when kind == 2 && group.Length >= 4:
                ReadOnlySpan<int> rgb = group.Length >= 5 ? group[2..] : group[1..];
                pen = WithColor(pen, code, Color.Rgb(rgb[0], rgb[1], rgb[2]));
                break;
            default:
                break;
        }
    }

    /// <summary>What follows 38, 48 or 58 after semicolons; what is missing at the end counts as 0. Returns how many parameters belong to it.</summary>
    private static int ApplyExtendedColor(ref Style pen, int code, ReadOnlySpan<int> rest)
    {
        switch (rest.IsEmpty ? 0 : rest[0])
        {
            case 5:
                Indexed(ref pen, code, rest.Length > 1 ? rest[1] : 0);
                return Math.Min(2, rest.Length);
            case 2:
                pen = WithColor(pen, code, Color.Rgb(At(rest, 1), At(rest, 2), At(rest, 3)));
                return Math.Min(4, rest.Length);
            default:
                return Math.Min(1, rest.Length);
        }
    }

    private static int At(ReadOnlySpan<int> parameters, int index) => index < parameters.Length ? parameters[index] : 0;

    private static void Indexed(ref Style pen, int code, int index)
    {
        if (index <= 255)
            pen = WithColor(pen, code, Color.Indexed(Math.Max(0, index)));
    }

    private static Style WithColor(in Style pen, int code, Color color) => code switch
    {
        38 => pen with { Foreground = color },
        48 => pen with { Background = color },
        _ => pen with { UnderlineColor = color },
    };
}
