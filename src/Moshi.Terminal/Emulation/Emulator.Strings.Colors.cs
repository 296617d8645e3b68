using System.Buffers.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Colours that applications set, ask for and give back (OSC 4, 5, 10-19, 104, 105, 110-119).
public sealed partial class Emulator
{
    private const int PaletteColors = 256;
    private const int SpecialColors = DynamicColor.Count - DynamicColor.Bold;

    /// <summary>OSC 4 and 5: pairs of a number and a colour or a question mark. Numbers above the palette are those of OSC 5.</summary>
    private void SetIndexedColors(ReadOnlySpan<byte> text, int command)
    {
        while (!text.IsEmpty)
        {
            ReadOnlySpan<byte> number = TakeField(ref text);
            ReadOnlySpan<byte> spec = TakeField(ref text);
            int slot = SlotOf(number, command);
            if (slot < 0)
                continue;

            if (spec.SequenceEqual("?"u8))
                Reply($"\u001b]{command};{number};{ColorOf(slot)}{StringEnd}");
            else if (ColorSpec.TryParse(spec, out Color color))
                _screen.Colors = _screen.Colors.With(slot, color);
        }
    }

    private static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)';');
        ReadOnlySpan<byte> field = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return field;
    }

    private static int SlotOf(ReadOnlySpan<byte> number, int command)
    {
        // Five digits at most also keep what an answer repeats harmless and short.
        if (number.Length is 0 or > 5 || !Utf8Parser.TryParse(number, out uint index, out int digits) || digits != number.Length)
            return -1;

        if (command is 4 or 104 && index < PaletteColors)
            return (int)index;

        index -= command is 4 or 104 ? PaletteColors : 0u;
        return index < SpecialColors ? DynamicColor.Bold + (int)index : -1;
    }

    /// <summary>OSC 10 to 19: colours or question marks for one after the other, beginning with the command's own.</summary>
    private void SetDynamicColors(ReadOnlySpan<byte> text, int command)
    {
        for (; !text.IsEmpty && command <= 19; command++)
        {
            ReadOnlySpan<byte> spec = TakeField(ref text);
            int slot = DynamicColor.Foreground + command - 10;
            if (spec.SequenceEqual("?"u8))
            {
                Color color = ColorOf(slot);
                if (!color.IsDefault)
                    Reply($"\u001b]{command};{color}{StringEnd}");
            }
            else if (ColorSpec.TryParse(spec, out Color color))
            {
                _screen.Colors = _screen.Colors.With(slot, color);
            }
        }
    }

    /// <summary>OSC 104 and 105: the numbers given, or with none all of them; OSC 104 without numbers gives back the special colours too, as in xterm.</summary>
    private void ResetIndexedColors(ReadOnlySpan<byte> text, int command)
    {
        if (!text.IsEmpty)
        {
            while (!text.IsEmpty)
            {
                int slot = SlotOf(TakeField(ref text), command);
                _screen.Colors = slot < 0 ? _screen.Colors : _screen.Colors.With(slot, Color.Default);
            }

            return;
        }

        ColorOverrides colors = _screen.Colors;
        foreach ((short slot, _) in _screen.Colors.Entries)
        {
            if (slot >= DynamicColor.Bold || (command == 104 && slot < PaletteColors))
                colors = colors.With(slot, Color.Default);
        }

        _screen.Colors = colors;
    }

    /// <summary>
    /// The colour of a slot: what the application set, what the user's terminal told, else xterm's palette. Text and background colours that nobody told
    /// stay <see cref="Color.Default"/>, and are not reported: programs choose between dark and light by them, and know better what to do without.
    /// </summary>
    private Color ColorOf(int slot)
    {
        Color color = _screen.Colors[slot];
        color = color.IsDefault ? _outer.Colors[slot] : color;
        if (!color.IsDefault)
            return color;

        return slot switch
        {
            < PaletteColors => Palette.Of(slot),
            DynamicColor.Foreground or DynamicColor.Background => Color.Default,

            // OSC 14, 16, 19: the backgrounds of mouse and Tektronix, and highlighted text.
            DynamicColor.Foreground + 4 or DynamicColor.Foreground + 6 or DynamicColor.Foreground + 9 => ColorOf(DynamicColor.Background),
            >= DynamicColor.Bold => ColorOf(DynamicColor.Foreground) is { IsDefault: false } foreground ? foreground : Palette.Of(7),
            _ => ColorOf(DynamicColor.Foreground),
        };
    }
}
