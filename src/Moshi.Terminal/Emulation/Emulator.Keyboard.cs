using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Keyboard protocols (kitty's flags, xterm's modifyOtherKeys). The client passes them on to the user's terminal.
public sealed partial class Emulator
{
    private KeyboardFlagStack _keyboard;
    private KeyboardFlagStack _inactiveKeyboard;

    /// <summary>The resources beside modifyOtherKeys and formatOtherKeys, for XTQMODKEYS and XTQFMTKEYS only.</summary>
    private KeyModifiers _keyModifiers;
    private KeyFormats _keyFormats;

    private void PushKeyboardFlags(int flags)
    {
        _keyboard.Push(flags);
        ShowKeyboardFlags();
    }

    private void PopKeyboardFlags(int count)
    {
        _keyboard.Pop(count);
        ShowKeyboardFlags();
    }

    private void SetKeyboardFlags(int flags, int how)
    {
        _keyboard.Set(flags, how);
        ShowKeyboardFlags();
    }

    private void ShowKeyboardFlags() => _screen.Modes = _screen.Modes with { KeyboardFlags = _keyboard.Current };

    /// <summary>Only with a client whose terminal can do it: programs take an answer as a promise, and read keys accordingly.</summary>
    private void ReportKeyboardFlags()
    {
        if (_outer.HasKeyboardProtocol)
            Reply($"\u001b[?{(int)_keyboard.Current}u");
    }

    /// <summary>Each screen has flags of its own.</summary>
    private void AfterScreenSwitch()
    {
        (_keyboard, _inactiveKeyboard) = (_inactiveKeyboard, _keyboard);
        ShowKeyboardFlags();
    }

    /// <summary>XTMODKEYS: a resource and its value; without a value its default, without a resource all defaults.</summary>
    private void SetKeyModifiers(in ControlSequence sequence)
    {
        if (sequence.Parameters[0] < 0)
        {
            _keyModifiers = default;
            ShowOtherKeys(0);
            return;
        }

        int resource = sequence.Parameters[0];
        int value = sequence.Parameters.Length > 1 ? sequence.Parameters[1] : -1;
        if (resource == 4)
            ShowOtherKeys(value is >= 0 and <= 3 ? Math.Min(value, 2) : 0);
        else
            _keyModifiers[resource] = value;
    }

    /// <summary><c>CSI &gt; n n</c> disables the modifiers of a resource.</summary>
    private void ResetKeyModifiers(int resource)
    {
        if (resource == 4)
            ShowOtherKeys(0);
        else
            _keyModifiers[resource] = -1;
    }

    private void ShowOtherKeys(int value) => _screen.Modes = _screen.Modes with { ModifyOtherKeys = (byte)value };

    /// <summary>XTQMODKEYS.</summary>
    private void ReportKeyModifiers(int resource)
    {
        if (resource == 4)
            Reply($"\u001b[>4;{(int)_screen.Modes.ModifyOtherKeys}m");
        else if (KeyModifiers.Has(resource))
            Reply($"\u001b[>{resource};{_keyModifiers[resource]}m");
    }

    /// <summary>XTFMTKEYS: a resource and its value; without a value its default, without a resource all defaults.</summary>
    private void SetKeyFormats(in ControlSequence sequence)
    {
        int resource = sequence.Parameters[0];
        int value = sequence.Parameter(1, 0);
        if (resource < 0)
        {
            _keyFormats = default;
            ShowFormatOfOtherKeys(0);
        }
        else if (resource == 4)
        {
            ShowFormatOfOtherKeys(value);
        }
        else
        {
            _keyFormats[resource] = value;
        }
    }

    private void ShowFormatOfOtherKeys(int value) => _screen.Modes = _screen.Modes with { FormatOtherKeys = value == 1 };

    /// <summary>XTQFMTKEYS.</summary>
    private void ReportKeyFormats(int resource)
    {
        if (resource == 4)
            Reply($"\u001b[>4;{(_screen.Modes.FormatOtherKeys ? 1 : 0)}f");
        else if (KeyModifiers.Has(resource))
            Reply($"\u001b[>{resource};{_keyFormats[resource]}f");
    }
}
