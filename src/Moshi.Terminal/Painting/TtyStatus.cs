using System.Buffers;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// The client's painter of everything but cells and stock's modes: cursor shape, colours, keyboard, what the desktop shows, and what has to happen once.
/// Remembers what it has changed at the terminal, to give it back.
/// </summary>
internal sealed class TtyStatus
{
    private const int MaxTextBytes = 4096;

    private static readonly SearchValues<char> s_selections = SearchValues.Create("cpqs01234567");

    private readonly PaintBuffer _out = new();
    private Touched _touched;
    private ColorOverrides _colors = ColorOverrides.None;
    private ulong _lastEffect;

    // As after the opening.
    private bool _hasApplicationKeys = true;

    [Flags]
    private enum Touched
    {
        None = 0,
        CursorStyle = 1,
        PointerShape = 2,
        Progress = 4,
        Keyboard = 8,
        ModifyOtherKeys = 16,
        AlternateScroll = 32,
        Keypad = 64,
        ColorSchemeReports = 128,
        WorkingDirectory = 256,
        FormatOtherKeys = 512,
        CursorBlink = 1024,
    }

    /// <summary>What the terminal can be told.</summary>
    internal TtyFeatures Features { get; set; }

    /// <summary>Application cursor keys follow the application, rather than being always on (mosh-protocol §7.2).</summary>
    internal bool MirrorsCursorKeys { get; set; }

    /// <summary>Whether the terminal had mode 1007 on before.</summary>
    internal bool HadAlternateScroll { get; set; }

    /// <summary>Whether the terminal had mode 12 on before; null when it has not told.</summary>
    internal bool? HadCursorBlink { get; set; }

    /// <summary>Longest clipboard text in bytes of base64; a longer one is not passed at all.</summary>
    internal int MaxClipboardBytes { get; set; } = 4 * ((1 << 20) / 3 + 1);

    /// <summary>The bytes that turn one status into another. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> Render(Framebuffer from, Framebuffer to, bool isFresh)
    {
        _out.Clear();
        RenderCursor(from, to, isFresh);
        RenderColors(to.Colors, isFresh);
        RenderKeyboard(from.Modes, to.Modes, isFresh);
        RenderDesktop(from, to, isFresh);
        RenderPromptMark(from.ShellPhase, to.ShellPhase);
        RenderClipboard(from, to);
        RenderEffects(to.Effects);
        return _out.Written;
    }

    /// <summary>The terminal was taken over, with application cursor keys on.</summary>
    internal void NoteOpening() => _hasApplicationKeys = true;

    /// <summary>The bytes that ask the terminal for reports which the client wants for itself. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> RenderSubscriptions()
    {
        _out.Clear();
        if (Has(TtyFeatures.ColorSchemeReports) && !IsTouched(Touched.ColorSchemeReports))
        {
            _touched |= Touched.ColorSchemeReports;
            _out.AddPrivateMode(2031, true);
        }

        return _out.Written;
    }

    /// <summary>The keyboard protocol keeps its flags per screen: takes them off the one that is left. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> RenderLeavingScreen()
    {
        _out.Clear();
        PopKeyboard();
        return _out.Written;
    }

    /// <summary>The bytes that take everything back. Valid until the next call.</summary>
    internal ReadOnlySpan<byte> RenderRestoration()
    {
        _out.Clear();
        PopKeyboard();
        RestoreIf(Touched.ModifyOtherKeys, "\u001b[>4m"u8);
        RestoreIf(Touched.FormatOtherKeys, "\u001b[>4f"u8);
        RestoreIf(Touched.AlternateScroll, HadAlternateScroll ? "\u001b[?1007h"u8 : "\u001b[?1007l"u8);
        RestoreIf(Touched.Keypad, "\u001b>"u8);
        RestoreIf(Touched.CursorStyle, "\u001b[0 q"u8);
        RestoreIf(Touched.CursorBlink, HadCursorBlink switch { true => "\u001b[?12h"u8, false => "\u001b[?12l"u8, null => default });
        RestoreIf(Touched.PointerShape, "\u001b]22;\u001b\\"u8);
        RestoreIf(Touched.Progress, "\u001b]9;4;0;0\u001b\\"u8);
        RestoreIf(Touched.WorkingDirectory, "\u001b]7;\u001b\\"u8);
        RestoreIf(Touched.ColorSchemeReports, "\u001b[?2031l"u8);
        RenderColors(ColorOverrides.None, isFresh: false);
        return _out.Written;
    }

    private bool Has(TtyFeatures feature) => (Features & feature) != TtyFeatures.None;

    private bool IsTouched(Touched what) => (_touched & what) != Touched.None;

    private void RestoreIf(Touched what, ReadOnlySpan<byte> bytes)
    {
        if (IsTouched(what))
        {
            _touched &= ~what;
            _out.Add(bytes);
        }
    }

    private void RenderCursor(Framebuffer from, Framebuffer to, bool isFresh)
    {
        if (!Has(TtyFeatures.CursorStyle))
            return;

        bool isChanged = isFresh ? to.CursorStyle != CursorStyle.Default || IsTouched(Touched.CursorStyle) : from.CursorStyle != to.CursorStyle;
        if (isChanged)
        {
            _touched |= Touched.CursorStyle;
            bool isOnlyBlink = to.CursorStyle.IsOnlyBlink();
            if (!isOnlyBlink || isFresh || !(from.CursorStyle == CursorStyle.Default || from.CursorStyle.IsOnlyBlink()))
            {
                _out.Add("\u001b["u8);
                _out.AddNumber(isOnlyBlink ? 0 : (int)to.CursorStyle);
                _out.Add(" q"u8);
            }

            if (isOnlyBlink)
            {
                _touched |= Touched.CursorBlink;
                _out.AddPrivateMode(12, to.CursorStyle == CursorStyle.Blinking);
            }
        }
    }

    /// <summary>Both lists are in ascending order of slots.</summary>
    private void RenderColors(ColorOverrides wanted, bool isFresh)
    {
        ColorOverrides shown = _colors;
        if (!Has(TtyFeatures.Colors) || (ReferenceEquals(wanted, shown) && (!isFresh || shown.Entries.IsEmpty)))
            return;

        foreach ((short slot, Color _) in shown.Entries)
        {
            if (wanted[slot].IsDefault)
            {
                AddColorCommand(slot, isReset: true);
                _out.Add("\u001b\\"u8);
            }
        }

        foreach ((short slot, Color color) in wanted.Entries)
        {
            if (isFresh || shown[slot] != color)
            {
                AddColorCommand(slot, isReset: false);
                _out.Add(";rgb:"u8);
                AddHex(color.Red);
                _out.Add((byte)'/');
                AddHex(color.Green);
                _out.Add((byte)'/');
                AddHex(color.Blue);
                _out.Add("\u001b\\"u8);
            }
        }

        _colors = wanted;
    }

    private void AddColorCommand(int slot, bool isReset)
    {
        _out.Add("\u001b]"u8);
        int reset = isReset ? 100 : 0;
        switch (slot)
        {
            case < DynamicColor.Foreground:
                _out.AddNumber(reset + 4);
                _out.Add((byte)';');
                _out.AddNumber(slot);
                break;
            case < DynamicColor.Bold:
                _out.AddNumber(reset + 10 + slot - DynamicColor.Foreground);
                break;
            default:
                _out.AddNumber(reset + 5);
                _out.Add((byte)';');
                _out.AddNumber(slot - DynamicColor.Bold);
                break;
        }
    }

    private void AddHex(int value)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        _out.Add(digits[value >> 4]);
        _out.Add(digits[value & 15]);
    }

    private void RenderKeyboard(DisplayModes before, DisplayModes after, bool isFresh)
    {
        bool hasApplicationKeys = !MirrorsCursorKeys || after.ApplicationCursorKeys;
        if (_hasApplicationKeys != hasApplicationKeys)
        {
            _hasApplicationKeys = hasApplicationKeys;
            _out.AddPrivateMode(1, hasApplicationKeys);
        }

        if (Has(TtyFeatures.ApplicationKeypad) && (after.ApplicationKeypad != IsTouched(Touched.Keypad) || (isFresh && after.ApplicationKeypad)))
        {
            _touched = after.ApplicationKeypad ? _touched | Touched.Keypad : _touched & ~Touched.Keypad;
            _out.Add(after.ApplicationKeypad ? "\u001b="u8 : "\u001b>"u8);
        }

        if (Has(TtyFeatures.AlternateScroll) && (before.AlternateScroll != after.AlternateScroll || (isFresh && after.AlternateScroll)))
        {
            _touched |= Touched.AlternateScroll;
            _out.AddPrivateMode(1007, after.AlternateScroll);
        }

        if (Has(TtyFeatures.ModifyOtherKeys) && (before.ModifyOtherKeys != after.ModifyOtherKeys || (isFresh && after.ModifyOtherKeys != 0)))
        {
            _touched = after.ModifyOtherKeys != 0 ? _touched | Touched.ModifyOtherKeys : _touched & ~Touched.ModifyOtherKeys;
            _out.Add("\u001b[>4"u8);
            if (after.ModifyOtherKeys != 0)
            {
                _out.Add((byte)';');
                _out.AddNumber(after.ModifyOtherKeys);
            }

            _out.Add((byte)'m');
        }

        if (Has(TtyFeatures.ModifyOtherKeys) && (before.FormatOtherKeys != after.FormatOtherKeys || (isFresh && after.FormatOtherKeys)))
        {
            _touched = after.FormatOtherKeys ? _touched | Touched.FormatOtherKeys : _touched & ~Touched.FormatOtherKeys;
            _out.Add(after.FormatOtherKeys ? "\u001b[>4;1f"u8 : "\u001b[>4f"u8);
        }

        if (Has(TtyFeatures.KeyboardProtocol))
            RenderKeyboardFlags(before.KeyboardFlags, after.KeyboardFlags, isFresh);
    }

    /// <summary>One entry of the terminal's stack is ours while flags are wanted.</summary>
    private void RenderKeyboardFlags(byte before, byte after, bool isFresh)
    {
        if (after == 0)
        {
            PopKeyboard();
        }
        else if (!IsTouched(Touched.Keyboard))
        {
            _touched |= Touched.Keyboard;
            _out.Add("\u001b[>"u8);
            _out.AddNumber(after);
            _out.Add((byte)'u');
        }
        else if (before != after || isFresh)
        {
            _out.Add("\u001b[="u8);
            _out.AddNumber(after);
            _out.Add(";1u"u8);
        }
    }

    private void PopKeyboard() => RestoreIf(Touched.Keyboard, "\u001b[<u"u8);

    private void RenderDesktop(Framebuffer from, Framebuffer to, bool isFresh)
    {
        if (Has(TtyFeatures.WorkingDirectory) && IsNews(from.WorkingDirectory, to.WorkingDirectory, isFresh))
        {
            _touched |= Touched.WorkingDirectory;
            AddText("\u001b]7;"u8, to.WorkingDirectory);
        }

        if (Has(TtyFeatures.PointerShape) && IsNews(from.PointerShape, to.PointerShape, isFresh))
        {
            _touched |= Touched.PointerShape;
            AddText("\u001b]22;"u8, to.PointerShape);
        }

        if (Has(TtyFeatures.Progress) && (from.Progress != to.Progress || (isFresh && to.Progress.State != ProgressState.None)))
        {
            _touched = to.Progress.State == ProgressState.None ? _touched & ~Touched.Progress : _touched | Touched.Progress;
            _out.Add("\u001b]9;4;"u8);
            _out.AddNumber((int)to.Progress.State);
            _out.Add((byte)';');
            _out.AddNumber(to.Progress.Percent);
            _out.Add("\u001b\\"u8);
        }
    }

    /// <summary>A mark stands where the cursor is when the shell enters a phase.</summary>
    private void RenderPromptMark(ShellPhase before, ShellPhase after)
    {
        if (Has(TtyFeatures.PromptMarks) && before != after && after != ShellPhase.Unknown)
        {
            _out.Add("\u001b]133;"u8);
            _out.Add((byte)('A' + (int)after - (int)ShellPhase.Prompt));
            _out.Add("\u001b\\"u8);
        }
    }

    private static bool IsNews(string before, string after, bool isFresh) =>
        !string.Equals(before, after, StringComparison.Ordinal) || (isFresh && after.Length > 0);

    /// <summary>The clipboard as state, as stock servers tell it. Ours tell it as an effect.</summary>
    private void RenderClipboard(Framebuffer from, Framebuffer to)
    {
        if (to.Effects.LastSequence == 0 && !string.Equals(from.Clipboard, to.Clipboard, StringComparison.Ordinal)
            && to.Clipboard.Length <= MaxClipboardBytes && !to.Clipboard.Contains('?'))
        {
            _out.Add("\u001b]52;c;"u8);
            _out.AddCleanText(to.Clipboard, MaxClipboardBytes);
            _out.Add(0x07);
        }
    }

    private void RenderEffects(EffectLog log)
    {
        if (log.LastSequence <= _lastEffect)
            return;

        foreach (Effect effect in log.Effects)
        {
            if (effect.Sequence > _lastEffect)
                Perform(effect);
        }

        _lastEffect = log.LastSequence;
    }

    private void Perform(Effect effect)
    {
        ReadOnlySpan<byte> payload = effect.Payload.Span;
        switch (effect.Kind)
        {
            case EffectKind.Clipboard when payload.Length <= MaxClipboardBytes && IsBase64(payload) && IsSelection(effect.Selector):
                _out.Add("\u001b]52;"u8);
                _out.AddText(effect.Selector);
                _out.Add((byte)';');
                _out.Add(payload);
                _out.Add(0x07);
                break;
            case EffectKind.UserVariable when Has(TtyFeatures.UserVariables) && payload.Length <= MaxTextBytes && IsBase64(payload):
                _out.Add("\u001b]1337;SetUserVar="u8);
                _out.AddCleanText(effect.Selector.Replace('=', '_'), 256);
                _out.Add((byte)'=');
                _out.Add(payload);
                _out.Add("\u001b\\"u8);
                break;
            case EffectKind.Notification when Has(TtyFeatures.Notifications) && payload.Length <= MaxTextBytes:
                Notify(effect.Selector, Encoding.UTF8.GetString(payload));
                break;
            default:
                break;
        }
    }

    /// <summary>Says a notification in the terminal's own form; where that is not known, as the application did.</summary>
    private void Notify(string form, string payload)
    {
        const TtyFeatures Preferences = TtyFeatures.NotificationsAsOsc9 | TtyFeatures.NotificationsAsOsc777 | TtyFeatures.NotificationsAsOsc99;
        string preferred = (Features & Preferences) switch
        {
            TtyFeatures.NotificationsAsOsc9 => "9",
            TtyFeatures.NotificationsAsOsc777 => "777",
            TtyFeatures.NotificationsAsOsc99 => "99",
            _ => form,
        };
        if (string.Equals(preferred, form, StringComparison.Ordinal))
        {
            if (form is "9" or "777" or "99")
                AddText(Encoding.ASCII.GetBytes($"\u001b]{form};"), payload);

            return;
        }

        (string title, string body) = Parts(form, payload);
        switch (preferred)
        {
            case "9":
                AddText("\u001b]9;"u8, title.Length == 0 ? body : $"{title}: {body}");
                break;
            case "777":
                AddText("\u001b]777;notify;"u8, $"{(title.Length == 0 ? "moshi" : title.Replace(';', ','))};{body}");
                break;
            default:
                AddText("\u001b]99;;"u8, title.Length == 0 ? body : $"{title}: {body}");
                break;
        }
    }

    private static (string Title, string Body) Parts(string form, string payload)
    {
        string[] parts = payload.Split(';', form is "777" ? 3 : 2);
        return form switch
        {
            "777" when parts.Length == 3 => (parts[1], parts[2]),
            "777" or "99" => ("", parts[^1]),
            _ => ("", payload),
        };
    }

    private void AddText(ReadOnlySpan<byte> command, string text)
    {
        _out.Add(command);
        _out.AddCleanText(text, MaxTextBytes);
        _out.Add("\u001b\\"u8);
    }

    private static bool IsBase64(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'+' or (byte)'/' or (byte)'='))
                return false;
        }

        return true;
    }

    private static bool IsSelection(string selector) => selector.Length <= 16 && selector.AsSpan().IndexOfAnyExcept(s_selections) < 0;
}
