using System.Runtime.InteropServices;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>C0 and C1 controls.</summary>
    private void Execute(int control)
    {
        EndCluster();
        switch (control)
        {
            case 0x05:
                AnswerEnquiry();
                break;
            case 0x07:
                _screen.BellCount++;
                break;
            case 0x08:
                MoveBack(1);
                break;
            case 0x09:
                Tabulate(1);
                break;
            case 0x0A or 0x0B or 0x0C:
                LineFeed();
                break;
            case 0x0D:
                CarriageReturn();
                break;
            case 0x0E:
                LockCharacterSet(1);
                break;
            case 0x0F:
                LockCharacterSet(0);
                break;
            default:
                ExecuteC1(control);
                break;
        }
    }

    private void ExecuteC1(int control)
    {
        switch (control)
        {
            case 0x84:
                Index();
                break;
            case 0x85:
                Index();
                CarriageReturn();
                _begunRow = _screen.CursorRow;
                break;
            case 0x88:
                _tabs.Set(_screen.CursorColumn);
                break;
            case 0x8D:
                ReverseIndex();
                break;
            case 0x8E:
                ShiftOnce(2);
                break;
            case 0x8F:
                ShiftOnce(3);
                break;
            case 0x96:
                ProtectIso(true);
                break;
            case 0x97:
                ProtectIso(false);
                break;
            case 0x9A:
                AnswerTerminalId();
                break;
            default:
                break;
        }
    }

    private void DispatchEscape(in EscapeSequence sequence)
    {
        EndCluster();
        if (sequence.Collected != 0)
        {
            DispatchLongEscape(sequence);
            return;
        }

        switch (sequence.Final)
        {
            case '6':
                BackIndex();
                break;
            case '7':
                SaveCursor();
                break;
            case '8':
                RestoreCursor();
                break;
            case '9':
                ForwardIndex();
                break;
            case '=':
                SetPrivateMode(66, true);
                break;
            case '>':
                SetPrivateMode(66, false);
                break;
            case 'c':
                Reset();
                break;
            case 'n':
                LockCharacterSet(2);
                break;
            case 'o':
                LockCharacterSet(3);
                break;
            default:
                break;
        }
    }

    private void DispatchLongEscape(in EscapeSequence sequence)
    {
        switch (sequence.Collected, sequence.Final)
        {
            case ('#', '8'):
                FillWithE();
                break;
            case (' ', 'F'):
                _answersEightBit = false;
                break;
            case (' ', 'G'):
                _answersEightBit = _level > 1;
                break;
            case ('%', '@' or 'G'):
                _characterSets = default;
                UpdatePrinting();
                break;
            default:
                DesignateCharacterSet(sequence);
                break;
        }
    }

    /// <summary>Only SGR has sub-parameters; what other functions have after a colon is passed over, as xterm.js and alacritty do.</summary>
    private void DispatchControlSequence(in ControlSequence sequence)
    {
        if (!sequence.HasSubParameters || sequence.Final == 'm')
        {
            DispatchParameters(sequence);
            return;
        }

        Span<int> parameters = stackalloc int[sequence.Parameters.Length];
        int count = 0;
        for (int i = 0; i < sequence.Parameters.Length; i++)
        {
            if (!sequence.IsSubParameter(i))
                parameters[count++] = sequence.Parameters[i];
        }

        DispatchParameters(new ControlSequence(sequence.Collected, parameters[..count], sequence.Final));
    }

    private void DispatchParameters(in ControlSequence sequence)
    {
        switch (sequence.Collected)
        {
            case 0:
                DispatchPlain(sequence);
                break;
            case '?':
                DispatchPrivate(sequence);
                break;
            default:
                DispatchLong(sequence);
                break;
        }
    }

    private void DispatchPlain(in ControlSequence sequence)
    {
        int count = sequence.Parameter(0, 1);
        switch (sequence.Final)
        {
            case 'm':
                SetRendition(sequence);
                return;
            case 'b':
                RepeatLast(count);
                return;
            default:
                EndCluster();
                break;
        }

        switch (sequence.Final)
        {
            case 'A':
                MoveUp(count);
                break;
            case 'B':
                MoveDown(count);
                break;
            case 'C':
                MoveForward(count);
                break;
            case 'D':
                MoveBack(count);
                break;
            case 'E':
                MoveDown(count);
                CarriageReturn();
                break;
            case 'F':
                MoveUp(count);
                CarriageReturn();
                break;
            case 'G' or '`':
                AddressColumn(count - 1);
                break;
            case 'H' or 'f':
                Address(count - 1, sequence.Parameter(1, 1) - 1);
                break;
            case 'I':
                Tabulate(count);
                break;
            case 'J':
                EraseInDisplay(sequence.Parameter(0, 0), isSelective: false);
                break;
            case 'K':
                EraseInLine(sequence.Parameter(0, 0), isSelective: false);
                break;
            case 'X':
                EraseCharacters(count);
                break;
            default:
                DispatchEdit(sequence, count);
                break;
        }
    }

    private void DispatchEdit(in ControlSequence sequence, int count)
    {
        switch (sequence.Final)
        {
            case '@':
                InsertCharacters(count);
                break;
            case 'L':
                InsertLines(count);
                break;
            case 'M':
                DeleteLines(count);
                break;
            case 'P':
                DeleteCharacters(count);
                break;
            case 'S':
                ScrollUp(count);
                break;
            case 'T' when sequence.Parameters.Length < 5:
                ScrollDown(count);
                break;
            case '^':
                ScrollDown(count);
                break;
            case 'Z':
                TabulateBack(count);
                break;
            case 'a':
                MoveTo(_screen.CursorRow, Math.Min(_screen.CursorColumn + count, Has(EmulatorModes.Origin) ? _right : _screen.Columns - 1));
                break;
            case 'd':
                AddressRow(count - 1);
                break;
            case 'e':
                MoveTo(Math.Min(_screen.CursorRow + count, Has(EmulatorModes.Origin) ? _bottom : _screen.Rows - 1), _screen.CursorColumn);
                break;
            default:
                DispatchOther(sequence);
                break;
        }
    }

    private void DispatchOther(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'g':
                ClearTabs(sequence.Parameter(0, 0));
                break;
            case 'h':
                SetModes(sequence, true);
                break;
            case 'l':
                SetModes(sequence, false);
                break;
            case 'r':
                SetTopBottomMargins(sequence.Parameter(0, 1), sequence.Parameter(1, _screen.Rows));
                break;
            case 's' when Has(EmulatorModes.LeftRightMargins):
                SetLeftRightMargins(sequence.Parameter(0, 1), sequence.Parameter(1, _screen.Columns));
                break;
            case 's':
                SaveCursor();
                break;
            case 'u':
                RestoreCursor();
                break;
            default:
                DispatchReport(sequence);
                break;
        }
    }

    private void DispatchPrivate(in ControlSequence sequence)
    {
        _canRepeat = false;
        switch (sequence.Final)
        {
            case 'h':
                SetPrivateModes(sequence, true);
                break;
            case 'l':
                SetPrivateModes(sequence, false);
                break;
            case 's':
                SavePrivateModes(sequence);
                break;
            case 'r':
                RestorePrivateModes(sequence);
                break;
            case 'J':
                EraseInDisplay(sequence.Parameter(0, 0), isSelective: true);
                break;
            case 'K':
                EraseInLine(sequence.Parameter(0, 0), isSelective: true);
                break;
            case 'W' when sequence.Parameter(0, 0) == 5:
                _tabs.Reset();
                break;
            default:
                DispatchReport(sequence);
                break;
        }
    }

    /// <summary>Sequences with intermediates, and those with the prefixes of secondary functions.</summary>
    private void DispatchLong(in ControlSequence sequence)
    {
        EndCluster();
        int count = sequence.Parameter(0, 1);
        switch (sequence.Collected, sequence.Final)
        {
            case ('!', 'p'):
                SoftReset();
                break;
            case ('"', 'p'):
                SetLevel(sequence);
                break;
            case ('"', 'q'):
                ProtectDec(sequence.Parameter(0, 0));
                break;
            case (' ', 'q'):
                SetCursorStyle(sequence.Parameter(0, 0));
                break;
            case (' ', '@'):
                ScrollLeft(count);
                break;
            case (' ', 'A'):
                ScrollRight(count);
                break;
            case ('\'', '}'):
                InsertColumns(count);
                break;
            case ('\'', '~'):
                DeleteColumns(count);
                break;
            case ('#', '{' or 'p'):
                _styles.Push(_screen.Pen, sequence.Parameters);
                break;
            case ('#', '}' or 'q'):
                PopPen();
                break;
            default:
                if (!DispatchRectangle(sequence))
                    DispatchReport(sequence);

                break;
        }
    }

    private void PopPen()
    {
        if (_styles.TryPop(_screen.Pen, out Style pen))
            SetPen(pen);
    }

    private void SetCursorStyle(int style)
    {
        if (style <= (int)CursorStyle.SteadyBar)
            _screen.CursorStyle = (CursorStyle)style;
    }

    /// <summary>DECSCL: changes the operating level, and resets as DECSTR does.</summary>
    private void SetLevel(in ControlSequence sequence)
    {
        int level = sequence.Parameter(0, 0) - 60;
        if (level is < 1 or > MaxLevel)
            return;

        SoftReset();
        _level = level;
        _answersEightBit = level > 1 && sequence.Parameters.Length > 1 && sequence.Parameter(1, 0) is 0 or 2;
    }

    /// <summary>Connects the parser without virtual calls.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Sink(Emulator emulator) : IParserSink
    {
        public void PrintAscii(ReadOnlySpan<byte> run) => emulator.PrintAscii(run);

        public void Print(int codePoint) => emulator.Print(codePoint);

        public int PrintText(ReadOnlySpan<byte> utf8) => emulator.PrintText(utf8);

        public void Execute(int control) => emulator.Execute(control);

        public int TakeLines(ReadOnlySpan<byte> text, out int seen) => emulator.TakeLines(text, out seen);

        public void DispatchEscape(in EscapeSequence sequence) => emulator.DispatchEscape(sequence);

        public int PrintStyled(ReadOnlySpan<byte> text) => emulator.PrintStyled(text);

        public int PrintAddressed(ReadOnlySpan<byte> text) => emulator.PrintAddressed(text);

        public void DispatchControlSequence(in ControlSequence sequence) => emulator.DispatchControlSequence(sequence);

        public void DispatchOsc(ReadOnlySpan<byte> utf8) => emulator.DispatchOsc(utf8);

        public void DropOsc(ReadOnlySpan<byte> beginning) => emulator.DropOsc(beginning);

        public void HookDcs(in ControlSequence head) => emulator.HookDcs(head);

        public void PutDcs(ReadOnlySpan<byte> bytes) => emulator.PutDcs(bytes);

        public void UnhookDcs(bool isCancelled) => emulator.UnhookDcs(isCancelled);

        public void DispatchApc(ReadOnlySpan<byte> bytes) => Emulator.DispatchApc(bytes);
    }
}
