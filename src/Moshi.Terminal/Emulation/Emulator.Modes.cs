using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

// One place for each mode: SetPrivateMode and PrivateModeOf serve DECSET, DECRST, DECRQM, XTSAVE and XTRESTORE.
public sealed partial class Emulator
{
    /// <summary>
    /// Private modes that are only remembered, because they concern keyboards, printers, windows or fonts that the user's own terminal looks after:
    /// DECSCLM, DECARM, DECPFF, DECPEX, Hebrew, DECNRCM, margin bell, DECBKM, scrolling and meta keys of xterm.
    /// </summary>
    private static ReadOnlySpan<short> PlainModes =>
        [4, 8, 13, 14, 18, 19, 35, 42, 44, 46, 67, 80, 1010, 1011, 1034, 1035, 1036, 1037, 1039, 1040, 1041, 1042, 1043, 1044, 1046, 1050, 1051,
            1052, 1053, 1060, 1061, 1070, 8452];

    /// <summary>DECARM, xterm's meta and numlock keys, and its alternate screens are on at first.</summary>
    private static ulong InitialPlainModes { get; } = PlainBit(8) | PlainBit(1034) | PlainBit(1035) | PlainBit(1046);

    private ulong _plainModes = InitialPlainModes;
    private Dictionary<int, bool>? _savedModes;

    private static ulong PlainBit(int mode)
    {
        int index = mode <= short.MaxValue ? PlainModes.IndexOf((short)mode) : -1;
        return index < 0 ? 0 : 1UL << index;
    }

    private void SetModes(in ControlSequence sequence, bool on)
    {
        foreach (int mode in sequence.Parameters)
            SetMode(mode, on);
    }

    /// <summary>SM and RM.</summary>
    private void SetMode(int mode, bool on)
    {
        switch (mode)
        {
            case 2 or 12:
                SetRemembered(mode, on);
                break;
            case 4:
                Set(EmulatorModes.Insert, on);
                UpdatePrinting();
                break;
            case 20:
                Set(EmulatorModes.NewLine, on);
                break;
            default:
                break;
        }
    }

    /// <summary>State of an ANSI mode: KAM and SRM are remembered, and what ECMA-48 has beyond these is always reset, as in a VT420.</summary>
    private ModeReport ModeOf(int mode) => mode switch
    {
        2 or 12 => Report(IsRemembered(mode)),
        4 => Report(Has(EmulatorModes.Insert)),
        20 => Report(Has(EmulatorModes.NewLine)),
        1 or 5 or 7 or 10 or 11 or 13 or 14 or 15 or 16 or 17 or 18 or 19 => ModeReport.AlwaysReset,
        _ => ModeReport.Unknown,
    };

    private static ModeReport Report(bool on) => on ? ModeReport.Set : ModeReport.Reset;

    /// <summary>KAM and SRM share the bits of two private modes that do not exist.</summary>
    private void SetRemembered(int mode, bool on) => _plainModes = on ? _plainModes | RememberedBit(mode) : _plainModes & ~RememberedBit(mode);

    private bool IsRemembered(int mode) => (_plainModes & RememberedBit(mode)) != 0;

    private static ulong RememberedBit(int mode) => mode == 2 ? 1UL << 62 : 1UL << 63;

    private void SetPrivateModes(in ControlSequence sequence, bool on)
    {
        foreach (int mode in sequence.Parameters)
            SetPrivateMode(mode, on);
    }

    private void SetPrivateMode(int mode, bool on)
    {
        switch (mode)
        {
            case 3 when Has(EmulatorModes.AllowColumns):
                // DECCOLM: the size is the user's, and as in xterm.js a program that would change it loses nothing of its screen either.
                Set(EmulatorModes.Columns132, on);
                break;
            case 6:
                Set(EmulatorModes.Origin, on);
                Address(0, 0);
                break;
            case 7:
                Set(EmulatorModes.Autowrap, on);
                break;
            case 40:
                Set(EmulatorModes.AllowColumns, on);
                break;
            case 41:
                Set(EmulatorModes.TabWraps, on);
                break;
            case 45:
                Set(EmulatorModes.ReverseWrap, on);
                break;
            case 69:
                SetMarginMode(on);
                break;
            case 95:
                Set(EmulatorModes.KeepScreen, on);
                break;
            case 1045:
                Set(EmulatorModes.ExtendedReverseWrap, on);
                break;
            case 2026:
                Set(EmulatorModes.Synchronized, on);
                break;
            case 47 or 1047 or 1048 or 1049:
                SetScreenMode(mode, on);
                break;
            default:
                SetDisplayMode(mode, on);
                break;
        }
    }

    private void SetScreenMode(int mode, bool on)
    {
        switch (mode, on)
        {
            case (47 or 1047, true):
                SwitchScreen(alternate: true);
                break;
            case (47, false):
                SwitchScreen(alternate: false);
                break;
            case (1047, false):
                LeaveAndForgetAlternate();
                break;
            case (1048, true):
                SaveCursor();
                break;
            case (1048, false):
                RestoreCursor();
                break;
            case (1049, true):
                EnterAlternate();
                break;
            case (1049, false):
                LeaveAlternate();
                break;
            default:
                break;
        }
    }

    private void SetDisplayMode(int mode, bool on)
    {
        DisplayModes modes = _screen.Modes;
        switch (mode)
        {
            case 1:
                modes.ApplicationCursorKeys = on;
                break;
            case 5:
                modes.ReverseVideo = on;
                break;
            case 12:
                _screen.CursorStyle = _screen.CursorStyle.WithBlink(on);
                break;
            case 25:
                modes.CursorVisible = on;
                break;
            case 66:
                modes.ApplicationKeypad = on;
                break;
            case 9 or 1000 or 1001 or 1002 or 1003:
                modes.MouseReporting = on ? (MouseReporting)mode : MouseReporting.None;
                break;
            case 1004:
                modes.FocusEvents = on;
                break;
            case 1005 or 1006 or 1015 or 1016:
                // Switching off what is not on leaves the one that is.
                if (on)
                    modes.MouseEncoding = (MouseEncoding)mode;
                else if ((int)modes.MouseEncoding == mode)
                    modes.MouseEncoding = MouseEncoding.Default;

                break;
            case 1007:
                modes.AlternateScroll = on;
                break;
            case 2004:
                modes.BracketedPaste = on;
                break;
            case 2027:
                modes.GraphemeClusters = on && WidthPolicy != WidthPolicy.Stock;
                EndCluster();
                break;
            default:
                SetOtherMode(mode, on);
                return;
        }

        _screen.Modes = modes;
    }

    private void SetOtherMode(int mode, bool on)
    {
        ulong bit = PlainBit(mode);
        if (bit != 0)
        {
            _plainModes = on ? _plainModes | bit : _plainModes & ~bit;
            return;
        }

        SetReportMode(mode, on);
    }

    /// <summary>State of a private mode, for DECRQM and XTSAVE.</summary>
    private ModeReport PrivateModeOf(int mode)
    {
        DisplayModes modes = _screen.Modes;
        return mode switch
        {
            1 => Report(modes.ApplicationCursorKeys),
            3 => Report(Has(EmulatorModes.Columns132)),
            5 => Report(modes.ReverseVideo),
            6 => Report(Has(EmulatorModes.Origin)),
            7 => Report(Has(EmulatorModes.Autowrap)),
            9 or 1000 or 1001 or 1002 or 1003 => Report((int)modes.MouseReporting == mode),
            12 => Report(_screen.CursorStyle.IsBlinking()),
            25 => Report(modes.CursorVisible),
            40 => Report(Has(EmulatorModes.AllowColumns)),
            41 => Report(Has(EmulatorModes.TabWraps)),
            45 => Report(Has(EmulatorModes.ReverseWrap)),
            47 or 1047 or 1049 => Report(_screen.IsAlternate),
            60 => ModeReport.AlwaysReset,
            66 => Report(modes.ApplicationKeypad),
            69 => Report(Has(EmulatorModes.LeftRightMargins)),
            95 => Report(Has(EmulatorModes.KeepScreen)),
            1004 => Report(modes.FocusEvents),
            1005 or 1006 or 1015 or 1016 => Report((int)modes.MouseEncoding == mode),
            1007 => Report(modes.AlternateScroll),
            1045 => Report(Has(EmulatorModes.ExtendedReverseWrap)),
            1048 => ModeReport.Set,
            2004 => Report(modes.BracketedPaste),
            2026 => Report(Has(EmulatorModes.Synchronized)),
            2027 when WidthPolicy == WidthPolicy.Stock => ModeReport.AlwaysReset,
            2027 => Report(modes.GraphemeClusters),
            _ when PlainBit(mode) != 0 => Report((_plainModes & PlainBit(mode)) != 0),
            _ => ReportModeOf(mode),
        };
    }

    /// <summary>DECLRMM; without it the region is as wide as the screen.</summary>
    private void SetMarginMode(bool on)
    {
        Set(EmulatorModes.LeftRightMargins, on && _level >= 4);
        if (!on)
        {
            _left = 0;
            _right = _screen.Columns - 1;
        }
    }

    /// <summary>XTSAVE.</summary>
    private void SavePrivateModes(in ControlSequence sequence)
    {
        foreach (int mode in sequence.Parameters)
        {
            ModeReport state = PrivateModeOf(mode);
            if (mode == 1048)
            {
                SaveCursor();
            }
            else if (state is ModeReport.Set or ModeReport.Reset)
            {
                _savedModes ??= [];
                _savedModes[mode] = state == ModeReport.Set;
            }
        }
    }

    /// <summary>XTRESTORE.</summary>
    private void RestorePrivateModes(in ControlSequence sequence)
    {
        foreach (int mode in sequence.Parameters)
        {
            if (mode == 1048)
                RestoreCursor();
            else if (_savedModes is not null && _savedModes.TryGetValue(mode, out bool on))
                RestorePrivateMode(mode, on);
        }
    }

    private void RestorePrivateMode(int mode, bool on)
    {
        // Restoring "off" for one of the mouse modes must not switch off another that is on.
        bool isOneOf = mode is 9 or (>= 1000 and <= 1003) or 1005 or 1006 or 1015 or 1016 or 47 or 1047 or 1049;
        if (!isOneOf || on != (PrivateModeOf(mode) == ModeReport.Set))
            SetPrivateMode(mode, on);
    }
}
