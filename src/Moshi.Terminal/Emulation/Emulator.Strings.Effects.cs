using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Strings with effects outside the screen: clipboard, notifications, progress, user variables.
public sealed partial class Emulator
{
    /// <summary>Clipboard contents that are accepted unless <see cref="ClipboardLimitBytes"/> says otherwise, decoded.</summary>
    public const int DefaultClipboardLimitBytes = 1024 * 1024;

    /// <summary>The highest limit for clipboard contents that can be chosen.</summary>
    public const int MaxClipboardLimitBytes = 64 * 1024 * 1024;

    /// <summary>Room for the number and the letters of OSC 52.</summary>
    private const int ClipboardHeadBytes = 64;

    /// <summary>Most characters of the base64 text that a stock server would have kept (mosh-protocol §8.3), and so the most that a stock client is sent.</summary>
    public const int MaxStockClipboardCharacters = 16_379;

    private const int MaxNotificationCharacters = 1024;
    private const int MaxVariableNameBytes = 256;
    private const int MaxVariableBytes = 4096;

    /// <summary>What was last set for each selection, base64; kept only while reading is allowed.</summary>
    private Dictionary<char, ReadOnlyMemory<byte>>? _selections;

    /// <summary>
    /// Largest clipboard that an application may set, in decoded bytes, 0 to <see cref="MaxClipboardLimitBytes"/>; a larger one is dropped as a whole, with a
    /// notice to the user.
    /// </summary>
    public int ClipboardLimitBytes
    {
        get;
        init
        {
            field = Math.Clamp(value, 0, MaxClipboardLimitBytes);
            _parser = new Parser(ParserLimits.Full with { ClipboardCodePoints = Base64.GetMaxEncodedToUtf8Length(field) + ClipboardHeadBytes });
        }
    }
    = DefaultClipboardLimitBytes;

    /// <summary>True when applications may read back what they set in this session (OSC 52 with <c>?</c>). The user's own clipboard is never read.</summary>
    public bool AllowsClipboardReading { get; init; }

    /// <summary>OSC 52: selection letters, a semicolon, base64 or <c>?</c>. No letters mean <c>s0</c>, as in xterm; what is not base64 clears.</summary>
    private void SetClipboard(ReadOnlySpan<byte> text)
    {
        int semicolon = text.IndexOf((byte)';');
        if (semicolon < 0)
            return;

        Span<char> letters = stackalloc char[12];
        letters = letters[..Selections(text[..semicolon], letters)];
        ReadOnlySpan<byte> base64 = text[(semicolon + 1)..];
        if (letters.IsEmpty && semicolon > 0)
            return;

        if (base64.SequenceEqual("?"u8))
        {
            AnswerClipboard(letters);
            return;
        }

        byte[] payload = CompleteBase64(base64);
        if (!Base64.IsValid(payload, out int decodedBytes))
        {
            payload = [];
        }
        else if (decodedBytes > ClipboardLimitBytes)
        {
            NoteLargeClipboard();
            return;
        }

        string selector = letters.IsEmpty ? "s0" : letters.ToString();
        _screen.Effects = _screen.Effects.Append(EffectKind.Clipboard, selector, payload);
        KeepSelections(selector, payload);
        if ((letters.IsEmpty || letters.Contains('c')) && payload.Length <= MaxStockClipboardCharacters)
            _screen.Clipboard = Encoding.ASCII.GetString(payload);
    }

    /// <summary>Base64 without spaces and with all of its padding, which some programs leave out and terminals do not ask for.</summary>
    private static byte[] CompleteBase64(ReadOnlySpan<byte> text)
    {
        int length = text.Length - text.Count((byte)' ');
        byte[] complete = new byte[(length + 3) / 4 * 4];
        complete.AsSpan().Fill((byte)'=');
        if (length == text.Length)
        {
            text.CopyTo(complete);
            return complete;
        }

        int to = 0;
        foreach (byte character in text)
        {
            if (character != ' ')
                complete[to++] = character;
        }

        return complete;
    }

    /// <summary>The known letters among those asked for, each once.</summary>
    private static int Selections(ReadOnlySpan<byte> asked, Span<char> letters)
    {
        int count = 0;
        foreach (byte letter in asked)
        {
            bool isKnown = letter is (byte)'c' or (byte)'p' or (byte)'q' or (byte)'s' or (>= (byte)'0' and <= (byte)'7');
            if (isKnown && !letters[..count].Contains((char)letter))
                letters[count++] = (char)letter;
        }

        return count;
    }

    private void KeepSelections(string selector, byte[] base64)
    {
        if (!AllowsClipboardReading)
            return;

        _selections ??= [];
        foreach (char letter in selector)
            _selections[letter] = base64;
    }

    private void AnswerClipboard(ReadOnlySpan<char> letters)
    {
        if (_selections is null)
            return;

        foreach (char letter in letters.IsEmpty ? "s0" : letters)
        {
            if (_selections.TryGetValue(letter, out ReadOnlyMemory<byte> base64))
            {
                ReplyClipboard(letters.IsEmpty ? "s0" : letters, base64.Span);
                return;
            }
        }
    }

    private void ReplyClipboard(ReadOnlySpan<char> letters, ReadOnlySpan<byte> base64)
    {
        // The head, the text and the end must go together or not at all.
        if (_replyLength + base64.Length + 32 > MaxPendingReplyBytes)
            return;

        Span<byte> selector = stackalloc byte[12];
        selector = selector[..Encoding.ASCII.GetBytes(letters, selector)];
        Reply($"\u001b]52;{selector};");
        Reply(base64);
        Reply(StringEnd);
    }

    private void NoteLargeClipboard() =>
        _screen.Effects = _screen.Effects.Append(
            EffectKind.Notice, "", Encoding.UTF8.GetBytes("Clipboard not set: larger than the limit of " + FormatLimit(ClipboardLimitBytes)));

    private static string FormatLimit(int bytes) =>
        bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MiB" : bytes >= 1024 ? $"{bytes / 1024} KiB" : $"{bytes} bytes";

    /// <summary>An OSC string above the parser's limit was dropped; only for the clipboard is the user told.</summary>
    private void DropOsc(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith("52;"u8))
            NoteLargeClipboard();
    }

    /// <summary>OSC 9: <c>4;state;percent</c> is progress (ConEmu), <c>9;path</c> a directory; any other text is a notification (iTerm2).</summary>
    private void NotifyOrProgress(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("4;"u8))
            SetProgress(text[2..]);
        else if (text.StartsWith("9;"u8))
            SetWorkingDirectoryPath(text[2..].Trim((byte)'"'));
        else if (!IsConEmuCommand(text))
            Notify("9", text);
    }

    /// <summary>ConEmu's own functions are numbered 1 to 12; a text may begin with a number as well.</summary>
    private static bool IsConEmuCommand(ReadOnlySpan<byte> text) =>
        text.Length > 1 && Utf8Parser.TryParse(text, out int number, out int digits) && number is >= 1 and <= 12
        && char.IsAsciiDigit((char)text[0]) && (digits == text.Length || text[digits] == ';');

    private void SetProgress(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> state = TakeField(ref text);
        ReadOnlySpan<byte> percent = TakeField(ref text);
        if (!Utf8Parser.TryParse(state, out byte kind, out int digits) || digits != state.Length || kind > (byte)ProgressState.Paused)
            return;

        int value = Utf8Parser.TryParse(percent, out int given, out _) ? Math.Clamp(given, 0, 100) : _screen.Progress.Percent;
        _screen.Progress = kind is (byte)ProgressState.None or (byte)ProgressState.Indeterminate
            ? new Progress((ProgressState)kind, 0)
            : new Progress((ProgressState)kind, (byte)value);
    }

    /// <summary>How many are shown at once is the log's affair: it keeps the newest few, however fast they come.</summary>
    private void Notify(string selector, ReadOnlySpan<byte> text)
    {
        string safe = TextOf(text, MaxNotificationCharacters, "");
        if (safe.Length > 0)
            _screen.Effects = _screen.Effects.Append(EffectKind.Notification, selector, Encoding.UTF8.GetBytes(safe));
    }

    /// <summary>iTerm2's own: user variables and the directory. Files and images are dropped without a word.</summary>
    private void DispatchITerm(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("SetUserVar="u8))
        {
            text = text[11..];
            int equals = text.IndexOf((byte)'=');
            ReadOnlySpan<byte> name = equals < 0 ? default : text[..equals];
            ReadOnlySpan<byte> value = text[(equals + 1)..];
            if (!name.IsEmpty && name.Length <= MaxVariableNameBytes && !HasControls(name) && value.Length <= MaxVariableBytes && Base64.IsValid(value))
                _screen.Effects = _screen.Effects.Append(EffectKind.UserVariable, Encoding.UTF8.GetString(name), value.ToArray());
        }
        else if (text.StartsWith("CurrentDir="u8))
        {
            SetWorkingDirectoryPath(text[11..]);
        }
    }

    private static void DispatchApc(ReadOnlySpan<byte> bytes)
    {
        // Kitty's graphics arrive here. A program that asks whether they are understood gets no answer, which means no.
        _ = bytes;
    }
}
