using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Questions of the host, answered at once from the model (ECMA-48, DEC STD 070, xterm's ctlseqs).
public sealed partial class Emulator
{
    /// <summary>Collected bytes of the sequences that have two of them.</summary>
    private const ulong QuestionDollar = ((ulong)'?' << 8) | '$';

    /// <summary>Control sequences that ask, and those of keyboard protocols and titles.</summary>
    private void DispatchReport(in ControlSequence sequence)
    {
        switch (sequence.Collected)
        {
            case 0:
                DispatchPlainReport(sequence);
                break;
            case '?':
                DispatchQuestionReport(sequence);
                break;
            case '>':
                DispatchGreaterReport(sequence);
                break;
            case '=':
                DispatchEqualsReport(sequence);
                break;
            case '<' when sequence.Final == 'u':
                PopKeyboardFlags(sequence.Parameter(0, 1));
                break;
            case '$':
                DispatchDollarReport(sequence);
                break;
            case QuestionDollar when sequence.Final == 'p':
                ReportMode(sequence.Parameter(0, 0), isPrivate: true);
                break;
            case '*' when sequence.Final == 'y':
                ReportChecksum(sequence);
                break;
            case '*' when sequence.Final == '|':
                _linesPerScreen = sequence.Parameter(0, 0);
                break;
            case '\'' when sequence.Final == '|':
                // DECRQLP: there is no locator.
                Reply("\u001b[0&w"u8);
                break;
            case '&' when sequence.Final == 'u':
                // DECRQUPSS: the user-preferred set is DEC's supplemental one.
                Reply("\u001bP0!u%5\u001b\\"u8);
                break;
            default:
                break;
        }
    }

    private void DispatchPlainReport(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'c':
                if (sequence.Parameter(0, 0) == 0)
                    AnswerTerminalId();

                break;
            case 'n':
                ReportStatus(sequence.Parameter(0, 0));
                break;
            case 't':
                ManipulateWindow(sequence);
                break;
            case 'x':
                ReportParameters(sequence.Parameter(0, 0));
                break;
            default:
                break;
        }
    }

    private void DispatchQuestionReport(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'n':
                ReportPrivateStatus(sequence);
                break;
            case 'u':
                ReportKeyboardFlags();
                break;
            case 'm':
                ReportKeyModifiers(sequence.Parameter(0, 0));
                break;
            case 'g':
                ReportKeyFormats(sequence.Parameter(0, 0));
                break;
            case 'S':
                // XTSMGRAPHICS: no graphics, so every request fails.
                Reply($"\u001b[?{sequence.Parameter(0, 0)};3;0S");
                break;
            default:
                break;
        }
    }

    private void DispatchGreaterReport(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'c':
                if (sequence.Parameter(0, 0) == 0)
                    ReportSecondaryAttributes();

                break;
            case 'q':
                if (sequence.Parameter(0, 0) == 0)
                {
                    Span<byte> version = stackalloc byte[64];
                    int length = System.Text.Encoding.ASCII.GetBytes(TerminalVersion.AsSpan(0, Math.Min(TerminalVersion.Length, version.Length)), version);
                    Reply($"\u001bP>|{version[..length]}\u001b\\");
                }

                break;
            case 'm':
                SetKeyModifiers(sequence);
                break;
            case 'f':
                SetKeyFormats(sequence);
                break;
            case 'n':
                ResetKeyModifiers(sequence.Parameter(0, 2));
                break;
            case 'u':
                PushKeyboardFlags(sequence.Parameter(0, 0));
                break;
            case 't' or 'T':
                SetTitleModes(sequence, sequence.Final == 't');
                break;
            default:
                break;
        }
    }

    private void DispatchEqualsReport(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'c':
                if (sequence.Parameter(0, 0) == 0)
                {
                    // DA3: no unit id.
                    Reply("\u001bP!|00000000\u001b\\"u8);
                }

                break;
            case 'u':
                SetKeyboardFlags(sequence.Parameter(0, 0), sequence.Parameter(1, 1));
                break;
            default:
                break;
        }
    }

    private void DispatchDollarReport(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'p':
                ReportMode(sequence.Parameter(0, 0), isPrivate: false);
                break;
            case 'w':
                ReportPresentation(sequence.Parameter(0, 0));
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// DA1, and DECID: a VT220, as stock mosh says. A list of abilities after it would promise 8-bit controls, soft fonts and national sets to programs that go by
    /// it. Many programs wait for this answer as the end of all others.
    /// </summary>
    private void AnswerTerminalId() => Reply("\u001b[?62c"u8);

    /// <summary>
    /// DA2: a VT520, and the number of an xterm that is new enough for all that applications tie to it. Emacs waits two seconds for the background of an xterm
    /// above 241, which we know only from the client.
    /// </summary>
    private void ReportSecondaryAttributes()
    {
        bool tellsBackground = !ColorOf(DynamicColor.Background).IsDefault;
        Reply($"\u001b[>64;{(tellsBackground ? 390 : 241)};0c");
    }

    /// <summary>DECRPM, known from the VT300 on.</summary>
    private void ReportMode(int mode, bool isPrivate)
    {
        if (_level < 3)
            return;

        int state = (int)(isPrivate ? PrivateModeOf(mode) : ModeOf(mode));
        if (isPrivate)
            Reply($"\u001b[?{mode};{state}$y");
        else
            Reply($"\u001b[{mode};{state}$y");
    }

    /// <summary>DSR: ready, and the position of the cursor, which counts from the margins in origin mode.</summary>
    private void ReportStatus(int what)
    {
        if (what == 5)
        {
            Reply("\u001b[0n"u8);
        }
        else if (what == 6)
        {
            (int row, int column) = ReportedPosition();
            Reply($"\u001b[{row};{column}R");
        }
    }

    private (int Row, int Column) ReportedPosition() => Has(EmulatorModes.Origin)
        ? (Math.Max(0, _screen.CursorRow - _top) + 1, Math.Max(0, _screen.CursorColumn - _left) + 1)
        : (_screen.CursorRow + 1, _screen.CursorColumn + 1);

    /// <summary>DSR with a question mark: DEC's devices, of which there are none, and the colour scheme.</summary>
    private void ReportPrivateStatus(in ControlSequence sequence)
    {
        switch (sequence.Parameter(0, 0))
        {
            case 5:
                Reply("\u001b[0n"u8);
                break;
            case 6:
                (int row, int column) = ReportedPosition();
                Reply($"\u001b[?{row};{column};1R");
                break;
            case 15:
                // No printer.
                Reply("\u001b[?13n"u8);
                break;
            case 25:
                // User-defined keys are unlocked.
                Reply("\u001b[?20n"u8);
                break;
            case 26:
                // A North American keyboard, ready, of the LK201 kind.
                Reply("\u001b[?27;1;0;0n"u8);
                break;
            case 53 or 55:
                // No locator; and so its type is unknown.
                Reply("\u001b[?50n"u8);
                break;
            case 56:
                Reply("\u001b[?57;0n"u8);
                break;
            case 62:
                // No room for macros, and so no checksum of them.
                Reply("\u001b[0000*{"u8);
                break;
            case 63:
                Reply($"\u001bP{sequence.Parameter(1, 0)}!~0000\u001b\\");
                break;
            case 75:
                // No errors on the line; and one session.
                Reply("\u001b[?70n"u8);
                break;
            case 85:
                Reply("\u001b[?83n"u8);
                break;
            case 996:
                ReportColorScheme();
                break;
            default:
                break;
        }
    }

    private void ReportColorScheme()
    {
        ColorScheme scheme = SchemeOf(_outer);
        if (scheme != ColorScheme.Unknown)
            Reply($"\u001b[?997;{(int)scheme}n");
    }

    /// <summary>What the terminal told, else what its background says.</summary>
    private static ColorScheme SchemeOf(in OuterTerminal outer)
    {
        Color background = outer.Colors[DynamicColor.Background];
        if (outer.ColorScheme != ColorScheme.Unknown || background.IsDefault)
            return outer.ColorScheme;

        // Luma of ITU-R BT.601, in thousandths.
        return (299 * background.Red) + (587 * background.Green) + (114 * background.Blue) < 127_500 ? ColorScheme.Dark : ColorScheme.Light;
    }

    /// <summary>DECREQTPARM: no parity, eight bits, 38400 baud both ways.</summary>
    private void ReportParameters(int request)
    {
        if (request is 0 or 1)
            Reply($"\u001b[{request + 2};1;1;128;128;1;0x");
    }

    /// <summary>
    /// Tells the emulator about the user's terminal, when a client attaches or something there has changed. Applications that asked to be told are.
    /// </summary>
    public void SetOuterTerminal(in OuterTerminal facts)
    {
        OuterTerminal before = _outer;
        _outer = facts;
        if (_reportsColorScheme && SchemeOf(before) != SchemeOf(facts))
            ReportColorScheme();

        bool isOtherSize = before.CellWidthPixels != facts.CellWidthPixels || before.CellHeightPixels != facts.CellHeightPixels;
        if (isOtherSize && _reportsResizes)
            ReportSize();
    }

    /// <summary>Modes 2031 and 2048.</summary>
    private void SetReportMode(int mode, bool on)
    {
        if (mode == 2031)
        {
            _reportsColorScheme = on;
        }
        else if (mode == 2048)
        {
            _reportsResizes = on;
            if (on)
                ReportSize();
        }
    }

    private ModeReport ReportModeOf(int mode) => mode switch
    {
        2031 => Report(_reportsColorScheme),
        2048 => Report(_reportsResizes),
        _ => ModeReport.Unknown,
    };

    /// <summary>In-band resize report (mode 2048).</summary>
    private void ReportSize() =>
        Reply($"\u001b[48;{_screen.Rows};{_screen.Columns};{PixelHeight()};{PixelWidth()}t");

    private int PixelHeight() => _outer.HasCellSize ? _screen.Rows * _outer.CellHeightPixels : 0;

    private int PixelWidth() => _outer.HasCellSize ? _screen.Columns * _outer.CellWidthPixels : 0;

    private void AfterResize()
    {
        _linesPerPage = 0;
        _linesPerScreen = 0;
        if (_reportsResizes)
            ReportSize();
    }
}
