using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Operating system commands: titles, links, working directory, and the way to all others.
public sealed partial class Emulator
{
    /// <summary>Most characters of a title that are kept for clients of our own; the painter for stock peers cuts further.</summary>
    public const int MaxTitleCharacters = 4096;

    /// <summary>Longest link target (the limit of VTE and others) and link id, in bytes; a longer one makes no link.</summary>
    private const int MaxUriBytes = 2083;
    private const int MaxLinkIdBytes = 256;

    private const int MaxDirectoryBytes = 4096;
    private const int MaxPointerShapeBytes = 64;

    private readonly TitleStack _titles = new();
    private TitleModes _titleModes;

    /// <summary>How the answer to an OSC string ends: as the question did, since scripts read up to what they wrote.</summary>
    private ReadOnlySpan<byte> StringEnd => _parser.StringEndedByBell ? "\a"u8 : "\u001b\\"u8;

    /// <summary>An OSC string: a number, and after a semicolon what it is about.</summary>
    private void DispatchOsc(ReadOnlySpan<byte> utf8)
    {
        _canRepeat = false;
        if (!Utf8Parser.TryParse(utf8, out int command, out int digits))
        {
            // A bare semicolon is command 0.
            command = utf8.StartsWith(";"u8) ? 0 : -1;
        }

        if (command < 0 || (digits < utf8.Length && utf8[digits] != ';'))
            return;

        ReadOnlySpan<byte> text = utf8[Math.Min(utf8.Length, digits + 1)..];
        switch (command)
        {
            case 0 or 1 or 2:
                SetTitles(text, iconName: command != 2, title: command != 1);
                break;
            case 4 or 5:
                SetIndexedColors(text, command);
                break;
            case 7:
                SetWorkingDirectory(text);
                break;
            case 8:
                SetLink(text);
                break;
            case >= 10 and <= 19:
                SetDynamicColors(text, command);
                break;
            case 104 or 105:
                ResetIndexedColors(text, command);
                break;
            case >= 110 and <= 119:
                _screen.Colors = _screen.Colors.With(DynamicColor.Foreground + command - 110, Color.Default);
                break;
            case 133:
                MarkShell(text);
                break;
            case 633:
                MarkEditorShell(text);
                break;
            default:
                DispatchEffect(command, text);
                break;
        }
    }

    private void DispatchEffect(int command, ReadOnlySpan<byte> text)
    {
        switch (command)
        {
            case 9:
                NotifyOrProgress(text);
                break;
            case 22:
                SetPointerShape(text);
                break;
            case 52:
                SetClipboard(text);
                break;
            case 99:
                Notify("99", text);
                break;
            case 777:
                Notify("777", text);
                break;
            case 1337:
                DispatchITerm(text);
                break;
            default:
                break;
        }
    }

    private void SetTitles(ReadOnlySpan<byte> utf8, bool iconName, bool title)
    {
        string present = title ? _screen.Title : _screen.IconName;
        string text = (_titleModes & TitleModes.SetsHex) != TitleModes.None ? TextOfHex(utf8, present) : TextOf(utf8, MaxTitleCharacters, present);
        _screen.TitleWasSet = true;
        if (iconName)
            _screen.IconName = text;

        if (title)
            _screen.Title = text;
    }

    /// <summary>
    /// The string for these bytes, without control characters, which must never reach the outer terminal inside a string; the present one when it says the
    /// same, as most prompts set the same title again.
    /// </summary>
    private static string TextOf(ReadOnlySpan<byte> utf8, int maxCharacters, string present)
    {
        if (IsSame(utf8, present))
            return present;

        string text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * maxCharacters)]);
        return Cut(WithoutControls(text), maxCharacters);
    }

    private static bool IsSame(ReadOnlySpan<byte> utf8, string present)
    {
        Span<byte> encoded = stackalloc byte[512];
        return utf8.Length <= encoded.Length && utf8.Length >= present.Length
            && Encoding.UTF8.TryGetBytes(present, encoded, out int length) && encoded[..length].SequenceEqual(utf8);
    }

    private static string WithoutControls(string text)
    {
        int first = 0;
        while (first < text.Length && !char.IsControl(text[first]))
            first++;

        if (first == text.Length)
            return text;

        StringBuilder kept = new StringBuilder(text.Length).Append(text, 0, first);
        foreach (char character in text.AsSpan(first))
        {
            if (!char.IsControl(character))
                kept.Append(character);
        }

        return kept.ToString();
    }

    private static string Cut(string text, int maxCharacters)
    {
        if (text.Length <= maxCharacters)
            return text;

        return text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];
    }

    /// <summary>A title in hexadecimal (xterm's title mode 0); what is not leaves the title as it is.</summary>
    private static string TextOfHex(ReadOnlySpan<byte> hex, string present)
    {
        byte[] bytes = new byte[Math.Min(hex.Length / 2, 4 * MaxTitleCharacters)];
        ReadOnlySpan<byte> digits = hex[..Math.Min(hex.Length, 8 * MaxTitleCharacters)];
        return Hexadecimal.TryDecode(digits, bytes, out int written)
            ? TextOf(bytes.AsSpan(0, written), MaxTitleCharacters, present)
            : present;
    }

    private void PushTitles(int which) =>
        _titles.Push(which is 0 or 1 ? _screen.IconName : null, which is 0 or 2 ? _screen.Title : null, _screen.IconName, _screen.Title);

    private void PopTitles(int which)
    {
        if (!_titles.TryPop(out string iconName, out string title))
            return;

        _screen.TitleWasSet = true;
        _screen.IconName = which is 0 or 1 ? iconName : _screen.IconName;
        _screen.Title = which is 0 or 2 ? title : _screen.Title;
    }

    /// <summary>OSC 8: parameters, a semicolon, the target. An empty target ends the link.</summary>
    private void SetLink(ReadOnlySpan<byte> text)
    {
        int semicolon = text.IndexOf((byte)';');
        ReadOnlySpan<byte> uri = semicolon < 0 ? default : text[(semicolon + 1)..];
        ReadOnlySpan<byte> id = semicolon < 0 ? default : LinkId(text[..semicolon]);
        if (uri.IsEmpty || uri.Length > MaxUriBytes || id.Length > MaxLinkIdBytes || HasControls(uri) || HasControls(id))
        {
            SetPen(_screen.Pen.WithoutLink());
            return;
        }

        RenewSymbolsWhenFull();
        int link = _screen.Symbols.InternLink(new LinkTarget(Encoding.UTF8.GetString(uri), Encoding.UTF8.GetString(id)));
        SetPen(_screen.Pen with { LinkId = link });
    }

    /// <summary>The value of <c>id</c> among <c>key=value</c> pairs that colons separate.</summary>
    private static ReadOnlySpan<byte> LinkId(ReadOnlySpan<byte> parameters)
    {
        foreach (Range range in parameters.Split((byte)':'))
        {
            if (parameters[range].StartsWith("id="u8))
                return parameters[range][3..];
        }

        return default;
    }

    private static bool HasControls(ReadOnlySpan<byte> utf8)
    {
        for (int i = 0; i < utf8.Length; i++)
        {
            bool isC1 = utf8[i] == 0xC2 && i + 1 < utf8.Length && utf8[i + 1] < 0xA0;
            if (utf8[i] is < 0x20 or 0x7F || isC1)
                return true;
        }

        return false;
    }

    /// <summary>OSC 7: a URL with the scheme file (or kitty's), or nothing.</summary>
    private void SetWorkingDirectory(ReadOnlySpan<byte> url)
    {
        bool isUrl = url.StartsWith("file:"u8) || url.StartsWith("kitty-shell-cwd:"u8);
        if (url.Length <= MaxDirectoryBytes && (isUrl || url.IsEmpty))
            _screen.WorkingDirectory = TextOf(url, MaxDirectoryBytes, _screen.WorkingDirectory);
    }

    /// <summary>A directory that comes as a plain path (OSC 1337, 633) becomes the URL that OSC 7 would have brought.</summary>
    private void SetWorkingDirectoryPath(ReadOnlySpan<byte> path)
    {
        if (path.Length is 0 or > MaxDirectoryBytes / 3 || path[0] != '/')
            return;

        var url = new StringBuilder("file://", path.Length + 16);
        foreach (byte character in path)
        {
            bool isPlain = char.IsAsciiLetterOrDigit((char)character) || character is (byte)'/' or (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~';
            _ = isPlain ? url.Append((char)character) : url.Append('%').Append(character.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        _screen.WorkingDirectory = url.ToString();
    }

    /// <summary>OSC 22: a name, or kitty's <c>=name</c> and <c>&gt;name</c> for the same; <c>&lt;</c> or nothing gives the shape back.</summary>
    private void SetPointerShape(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith("="u8) || text.StartsWith(">"u8) ? text[1..] : text;
        if (text.IsEmpty || text[0] == '<')
        {
            _screen.PointerShape = "";
            return;
        }

        bool isName = text.Length <= MaxPointerShapeBytes;
        foreach (byte character in text)
            isName &= char.IsAsciiLetterOrDigit((char)character) || character is (byte)'-' or (byte)'_';

        if (isName)
            _screen.PointerShape = TextOf(text, MaxPointerShapeBytes, _screen.PointerShape);
    }
}
