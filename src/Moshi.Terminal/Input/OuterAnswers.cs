using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Input;

/// <summary>
/// What the outer terminal has told about itself, in answer to <see cref="WriteQueries"/> or of its own accord. Filled by <see cref="OuterReplyFilter"/>.
/// </summary>
public sealed class OuterAnswers
{
    private readonly Dictionary<int, int> _modes = [];
    private int _toldScheme;

    /// <summary>Grows with everything that is learnt; compare it to see whether there is anything new.</summary>
    public int Revision { get; private set; }

    /// <summary>True from <see cref="WriteQueries"/> on, until the last of the questions (DA1, which all terminals answer) is answered.</summary>
    public bool AreDue { get; private set; }

    /// <summary>True once DA1 was answered: what has not been answered by then will not be.</summary>
    public bool AreComplete { get; private set; }

    /// <summary>Name and version (XTVERSION), empty when not told.</summary>
    public string Version { get; private set; } = "";

    /// <summary>DA1 lists 52: the terminal takes OSC 52.</summary>
    public bool HasClipboard { get; private set; }

    /// <summary>It answered <c>CSI ? u</c>: it speaks kitty's keyboard protocol.</summary>
    public bool HasKeyboardProtocol { get; private set; }

    /// <summary>Terminfo <c>RGB</c> or <c>Tc</c> by XTGETTCAP.</summary>
    public bool HasTrueColor { get; private set; }

    /// <summary>Terminfo <c>Smulx</c> by XTGETTCAP.</summary>
    public bool HasUnderlineStyles { get; private set; }

    /// <summary>Terminfo <c>Setulc</c> by XTGETTCAP.</summary>
    public bool HasUnderlineColors { get; private set; }

    /// <summary>The terminal's own colours, as far as told: palette entries and <see cref="DynamicColor"/> slots.</summary>
    public ColorOverrides Colors { get; private set; } = ColorOverrides.None;

    /// <summary>Width of a cell in pixels, 0 when not told.</summary>
    public int CellWidthPixels { get; private set; }

    /// <summary>Height of a cell in pixels, 0 when not told.</summary>
    public int CellHeightPixels { get; private set; }

    /// <summary>Width of the text area in pixels, 0 when not told.</summary>
    public int WindowWidthPixels { get; private set; }

    /// <summary>Height of the text area in pixels, 0 when not told.</summary>
    public int WindowHeightPixels { get; private set; }

    /// <summary>1 dark, 2 light: as told (<c>CSI ? 997 ; n n</c>), else by the background colour; 0 when neither is known.</summary>
    public int ColorScheme => _toldScheme != 0 ? _toldScheme : SchemeOf(Colors[DynamicColor.Background]);

    /// <summary>True when the terminal has told its scheme itself, so that it can tell of changes.</summary>
    public bool TellsColorScheme => _toldScheme != 0;

    /// <summary>What DECRQM said about a private mode: 1 set, 2 reset, 3 and 4 the same for ever, 0 not known to the terminal; -1 when not told.</summary>
    public int ModeState(int mode) => _modes.GetValueOrDefault(mode, -1);

    /// <summary>True when the terminal knows a private mode and lets it be changed.</summary>
    public bool HasMode(int mode) => ModeState(mode) is 1 or 2;

    /// <summary>Appends all questions, DA1 last.</summary>
    /// <param name="output">Receives them.</param>
    /// <param name="full">Without, only what the oldest terminals take without printing parts of it.</param>
    public void WriteQueries(IBufferWriter<byte> output, bool full)
    {
        AreDue = true;
        AreComplete = false;
        output.Write("\u001b[>c"u8);
        if (full)
        {
            output.Write("\u001b[>q\u001b[?u\u001b[?2026$p\u001b[?2027$p\u001b[?2031$p\u001b[?1016$p\u001b[?1007$p\u001b[?12$p\u001b[?996n"u8);

            // RGB, Smulx, Setulc, Ms
            output.Write("\u001bP+q524742\u001b\\\u001bP+q536D756C78\u001b\\\u001bP+q536574756C63\u001b\\\u001bP+q4D73\u001b\\"u8);
            output.Write("\u001b]10;?\u001b\\\u001b]11;?\u001b\\\u001b]12;?\u001b\\\u001b[16t\u001b[14t"u8);
            output.Write("\u001b]4;0;?;1;?;2;?;3;?;4;?;5;?;6;?;7;?;8;?;9;?;10;?;11;?;12;?;13;?;14;?;15;?\u001b\\"u8);
        }

        output.Write("\u001b[c"u8);
    }

    /// <summary>Takes one whole answer, from ESC to its end. Anything else is ignored.</summary>
    internal void Accept(ReadOnlySpan<byte> answer)
    {
        Revision++;
        ReadOnlySpan<byte> body = answer[2..];
        switch (answer[1])
        {
            case (byte)']':
                AcceptOsc(WithoutEnd(body));
                break;
            case (byte)'P':
                AcceptDcs(WithoutEnd(body));
                break;
            default:
                AcceptControl(body);
                break;
        }
    }

    private static int SchemeOf(Color background) => background.IsDefault ? 0
        : (299 * background.Red) + (587 * background.Green) + (114 * background.Blue) < 127_500 ? 1 : 2;

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> text) => text.EndsWith("\u001b\\"u8) ? text[..^2] : text.TrimEnd((byte)0x07);

    private void AcceptControl(ReadOnlySpan<byte> body)
    {
        bool isPrivate = body[0] == (byte)'?';
        Span<int> parameters = stackalloc int[16];
        int count = Parse(body[(body[0] is (byte)'?' or (byte)'>' ? 1 : 0)..^1], parameters);
        parameters = parameters[..count];
        switch (body[^1])
        {
            case (byte)'c' when isPrivate:
                HasClipboard |= parameters.Length > 1 && parameters[1..].Contains(52);
                AreDue = false;
                AreComplete = true;
                break;
            case (byte)'u' when isPrivate:
                HasKeyboardProtocol = true;
                break;
            case (byte)'n' when isPrivate && parameters is [997, 1 or 2, ..]:
                _toldScheme = parameters[1];
                break;
            case (byte)'y' when isPrivate && parameters.Length >= 2 && _modes.Count < 64:
                _modes[parameters[0]] = parameters[1];
                break;
            case (byte)'t' when parameters is [6, > 0, > 0]:
                (CellHeightPixels, CellWidthPixels) = (parameters[1], parameters[2]);
                break;
            case (byte)'t' when parameters is [4, > 0, > 0]:
                (WindowHeightPixels, WindowWidthPixels) = (parameters[1], parameters[2]);
                break;
            default:
                break;
        }
    }

    private void AcceptOsc(ReadOnlySpan<byte> text)
    {
        if (!TryTakeNumber(ref text, out int number))
            return;

        if (number is >= 10 and <= 12)
        {
            AcceptColor(DynamicColor.Foreground + number - 10, text);
        }
        else if (number == 4)
        {
            // Some terminals answer all entries in one string, most in one each.
            while (TryTakeNumber(ref text, out int entry))
            {
                int end = text.IndexOf((byte)';');
                AcceptColor(entry, end < 0 ? text : text[..end]);
                text = end < 0 ? default : text[(end + 1)..];
            }
        }
    }

    private void AcceptColor(int slot, ReadOnlySpan<byte> text)
    {
        if ((uint)slot < DynamicColor.Count && TryParseColor(text, out Color color))
            Colors = Colors.With(slot, color);
    }

    /// <summary><c>rgb:r/g/b</c> or <c>rgba:r/g/b/a</c>, 1 to 4 hexadecimal digits each.</summary>
    private static bool TryParseColor(ReadOnlySpan<byte> text, out Color color)
    {
        color = default;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !text.StartsWith("rgb"u8))
            return false;

        text = text[(colon + 1)..];
        Span<int> components = stackalloc int[3];
        for (int i = 0; i < components.Length; i++)
        {
            int end = text.IndexOf((byte)'/');
            ReadOnlySpan<byte> digits = end < 0 ? text : text[..end];
            if (digits.Length is < 1 or > 4 || !Utf8Parser.TryParse(digits, out int value, out int consumed, 'x') || consumed != digits.Length)
                return false;

            components[i] = (value * 0xFFFF / ((1 << (4 * digits.Length)) - 1)) >> 8;
            text = end < 0 ? default : text[(end + 1)..];
        }

        color = Color.Rgb(components[0], components[1], components[2]);
        return true;
    }

    private void AcceptDcs(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(">|"u8))
        {
            Version = Clean(text[2..]);
        }
        else if (text.StartsWith("1+r"u8))
        {
            ReadOnlySpan<byte> name = text[3..];
            int equals = name.IndexOf((byte)'=');
            name = equals < 0 ? name : name[..equals];
            HasTrueColor |= Ascii.EqualsIgnoreCase(name, "524742"u8);
            HasUnderlineStyles |= Ascii.EqualsIgnoreCase(name, "536D756C78"u8);
            HasUnderlineColors |= Ascii.EqualsIgnoreCase(name, "536574756C63"u8);
            HasClipboard |= Ascii.EqualsIgnoreCase(name, "4D73"u8);
        }
    }

    private static string Clean(ReadOnlySpan<byte> text)
    {
        const int MaxLength = 64;
        Span<char> clean = stackalloc char[MaxLength];
        int length = 0;
        foreach (byte b in text)
        {
            if (b is >= 0x20 and < 0x7F && length < MaxLength)
                clean[length++] = (char)b;
        }

        return new string(clean[..length]);
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<byte> text, out int number)
    {
        if (!Utf8Parser.TryParse(text, out number, out int consumed) || number < 0 || consumed >= text.Length || text[consumed] != (byte)';')
            return false;

        text = text[(consumed + 1)..];
        return true;
    }

    /// <summary>Numbers between semicolons; what is none is 0. Intermediates end the list.</summary>
    private static int Parse(ReadOnlySpan<byte> text, Span<int> parameters)
    {
        int count = 0;
        while (count < parameters.Length)
        {
            int end = text.IndexOf((byte)';');
            ReadOnlySpan<byte> part = end < 0 ? text.TrimEnd((byte)'$') : text[..end];
            parameters[count++] = Utf8Parser.TryParse(part, out int value, out int consumed) && consumed == part.Length ? Math.Max(0, value) : 0;
            if (end < 0)
                break;

            text = text[(end + 1)..];
        }

        return count;
    }
}
