using System.Globalization;
using System.Runtime.InteropServices;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

public sealed partial class StockEmulator
{
    /// <summary>C0 and C1 controls. All but HT drop a pending wrap, the unknown ones too (quirk Q29).</summary>
    private void Execute(int control)
    {
        if (control == 0x09)
        {
            Tabulate(1);
            return;
        }

        _pendingWrap = false;
        switch (control)
        {
            case 0x07:
                _screen.BellCount++;
                break;
            case 0x08:
                MoveColumns(-1);
                break;
            case 0x0A or 0x0B or 0x0C or 0x84:
                LineFeed();
                break;
            case 0x0D:
                MoveTo(_screen.CursorRow, 0);
                break;
            case 0x85:
                MoveTo(_screen.CursorRow, 0);
                LineFeed();
                break;
            case 0x88:
                _tabs.Set(_screen.CursorColumn);
                break;
            case 0x8D:
                ReverseLineFeed();
                break;
            default:
                break;
        }
    }

    private void DispatchEscape(in EscapeSequence sequence)
    {
        _pendingWrap = false;
        switch (sequence.Collected, sequence.Final)
        {
            case (0, '7'):
                SaveCursor();
                break;
            case (0, '8'):
                RestoreCursor();
                break;
            case (0, 'c'):
                Reset();
                break;
            case ('#', '8'):
                FillWithE();
                break;
            default:
                break;
        }
    }

    private void DispatchControlSequence(in ControlSequence sequence)
    {
        if (sequence.HasSubParameters)
        {
            // A colon anywhere voids the sequence, so that it does not even drop a pending wrap (mosh-protocol §8.2).
            return;
        }

        if (sequence.Collected == 0)
        {
            DispatchPlain(sequence);
            return;
        }

        switch (sequence.Collected, sequence.Final)
        {
            case ('?', 'h'):
                SetPrivateModes(sequence, true);
                return;
            case ('?', 'l'):
                SetPrivateModes(sequence, false);
                return;
            case ('>', 'c'):
                Reply("\u001b[>1;10;0c"u8);
                break;
            case ('!', 'p'):
                SoftReset();
                break;
            default:
                break;
        }

        _pendingWrap = false;
    }

    private void DispatchPlain(in ControlSequence sequence)
    {
        switch (sequence.Final)
        {
            case 'm':
                SetPen(StockRenditions.Apply(_screen.Pen, sequence.Parameters));
                return;
            case 'I':
                Tabulate(sequence.Parameter(0, 1));
                return;
            case 'Z':
                TabulateBack(sequence.Parameter(0, 1));
                return;
            case 'g':
                ClearTabs(sequence.Parameter(0, 0));
                return;
            default:
                break;
        }

        _pendingWrap = false;
        int count = sequence.Parameter(0, 1);
        switch (sequence.Final)
        {
            case 'A':
                MoveRows(-count);
                break;
            case 'B':
                MoveRows(count);
                break;
            case 'C':
                MoveColumns(count);
                break;
            case 'D':
                MoveColumns(-count);
                break;
            case 'G' or '`':
                MoveTo(_screen.CursorRow, count - 1);
                break;
            case 'H' or 'f':
                Address(count - 1, sequence.Parameter(1, 1) - 1);
                break;
            case 'd':
                Address(count - 1, _screen.CursorColumn);
                break;
            default:
                DispatchEdit(sequence, count);
                break;
        }
    }

    private void DispatchEdit(in ControlSequence sequence, int count)
    {
        int row = _screen.CursorRow;
        int column = _screen.CursorColumn;
        switch (sequence.Final)
        {
            case '@':
                _screen.WritableRow(row).Insert(column, count, EraseStyleId());
                break;
            case 'P':
                _screen.WritableRow(row).Delete(column, count, EraseStyleId());
                break;
            case 'X':
                EraseCells(row, column, Math.Min(_screen.Columns, column + count));
                break;
            case 'J':
                EraseInDisplay(sequence.Parameter(0, 0));
                break;
            case 'K':
                EraseInLine(sequence.Parameter(0, 0));
                break;
            case 'L':
                InsertLines(count);
                break;
            case 'M':
                InsertLines(-count);
                break;
            case 'S':
                _screen.ScrollUp(_top, _bottom, count, EraseStyleId());
                break;
            case 'T':
                _screen.ScrollDown(_top, _bottom, count, EraseStyleId());
                break;
            default:
                DispatchOther(sequence, count);
                break;
        }
    }

    private void DispatchOther(in ControlSequence sequence, int count)
    {
        switch (sequence.Final)
        {
            case 'r':
                SetMargins(count, sequence.Parameter(1, _screen.Rows));
                break;
            case 'h':
                SetInsertMode(sequence, true);
                break;
            case 'l':
                SetInsertMode(sequence, false);
                break;
            case 'n':
                ReportStatus(sequence.Parameter(0, 0));
                break;
            case 'c':
                Reply("\u001b[?62c"u8);
                break;
            default:
                break;
        }
    }

    private void ClearTabs(int which)
    {
        if (which == 0)
            _tabs.Clear(_screen.CursorColumn);
        else if (which == 3)
            _tabs.ClearAll();
    }

    private void SetInsertMode(in ControlSequence sequence, bool on)
    {
        if (sequence.Parameters.Contains(4))
            _insert = on;
    }

    private void SetPrivateModes(in ControlSequence sequence, bool on)
    {
        foreach (int mode in sequence.Parameters)
            SetPrivateMode(mode, on);
    }

    private void SetPrivateMode(int mode, bool on)
    {
        DisplayModes modes = _screen.Modes;
        switch (mode)
        {
            case 1:
                ApplicationCursorKeys = on;
                break;
            case 3:
                EraseInDisplay(2);
                Home();
                break;
            case 5:
                modes.ReverseVideo = on;
                break;
            case 6:
                // Stock homes in the old mode, then switches.
                Home();
                _origin = on;
                break;
            case 7:
                _autowrap = on;
                break;
            case 25:
                modes.CursorVisible = on;
                break;
            case 9 or 1000 or 1001 or 1002 or 1003:
                modes.MouseReporting = on ? (MouseReporting)mode : MouseReporting.None;
                break;
            case 1004:
                modes.FocusEvents = on;
                break;
            case 1005 or 1006 or 1015:
                modes.MouseEncoding = on ? (MouseEncoding)mode : MouseEncoding.Default;
                break;
            case 1007:
                modes.AlternateScroll = on;
                break;
            case 2004:
                modes.BracketedPaste = on;
                break;
            default:
                break;
        }

        _screen.Modes = modes;
    }

    /// <summary>DSR. The position is absolute, also in origin mode (mosh-protocol §8.3).</summary>
    private void ReportStatus(int what)
    {
        if (what == 5)
        {
            Reply("\u001b[0n"u8);
        }
        else if (what == 6 && AnswersQueries)
        {
            Span<byte> answer = stackalloc byte[32];
            System.Text.Unicode.Utf8.TryWrite(answer, CultureInfo.InvariantCulture, $"\u001b[{_screen.CursorRow + 1};{_screen.CursorColumn + 1}R", out int length);
            Reply(answer[..length]);
        }
    }

    /// <summary>Connects the parser without virtual calls.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct Sink(StockEmulator emulator) : IParserSink
    {
        public void PrintAscii(ReadOnlySpan<byte> run) => emulator.PrintAscii(run);

        public void Print(int codePoint) => emulator.Print(codePoint);

        public int PrintText(ReadOnlySpan<byte> utf8)
        {
            int at = 0;
            int length;
            for (; (length = Utf8Decoder.TryDecode(utf8[at..], out int codePoint)) > 0 && codePoint >= 0xA0; at += length)
                emulator.Print(codePoint);

            return at;
        }

        public void Execute(int control) => emulator.Execute(control);

        public int TakeLines(ReadOnlySpan<byte> text, out int seen)
        {
            seen = text.Length;
            return 0;
        }

        public void DispatchEscape(in EscapeSequence sequence) => emulator.DispatchEscape(sequence);

        public int PrintStyled(ReadOnlySpan<byte> text) => 0;

        public int PrintAddressed(ReadOnlySpan<byte> text) => 0;

        public void DispatchControlSequence(in ControlSequence sequence) => emulator.DispatchControlSequence(sequence);

        public void DispatchOsc(ReadOnlySpan<byte> utf8) => emulator.DispatchOsc(utf8);

        public void DropOsc(ReadOnlySpan<byte> beginning)
        {
            // Strings are cut, not dropped, under the limits of stock.
        }

        public void HookDcs(in ControlSequence head)
        {
            // Stock discards these strings.
        }

        public void PutDcs(ReadOnlySpan<byte> bytes)
        {
            // As above.
        }

        public void UnhookDcs(bool isCancelled)
        {
            // As above.
        }

        public void DispatchApc(ReadOnlySpan<byte> bytes)
        {
            // As above.
        }
    }
}
