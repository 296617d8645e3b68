using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

public sealed partial class StockEmulator
{
    /// <summary>
    /// An explicit move: combining marks now go to the cell under the cursor. The position is clamped to the screen, in origin mode to the region.
    /// </summary>
    private void MoveTo(int row, int column)
    {
        _screen.MoveCursor(_origin ? Math.Clamp(row, _top, _bottom) : row, column);
        _combiningRow = _screen.CursorRow;
        _combiningColumn = _screen.CursorColumn;
    }

    /// <summary>Addressing as of CUP: counted from the region in origin mode, and kept inside it.</summary>
    private void Address(int row, int column) =>
        MoveTo(_origin ? row + _top : row, column);

    /// <summary>What changing some modes does: unlike the mode change itself, going home drops a pending wrap.</summary>
    private void Home()
    {
        _pendingWrap = false;
        Address(0, 0);
    }

    private void MoveRows(int count) => MoveTo(_screen.CursorRow + count, _screen.CursorColumn);

    private void MoveColumns(int count) => MoveTo(_screen.CursorRow, _screen.CursorColumn + count);

    private void LineFeed()
    {
        int row = _screen.CursorRow;
        if (row == _bottom)
            _screen.ScrollUp(_top, _bottom, 1, EraseStyleId());

        MoveTo(row == _bottom ? row : row + 1, _screen.CursorColumn);
    }

    private void ReverseLineFeed()
    {
        int row = _screen.CursorRow;
        if (row == _top)
            _screen.ScrollDown(_top, _bottom, 1, EraseStyleId());

        MoveTo(row == _top ? row : row - 1, _screen.CursorColumn);
    }

    private void Tabulate(int count)
    {
        int column = _screen.CursorColumn;
        for (int i = Math.Min(count, _screen.Columns); i > 0; i--)
            column = _tabs.After(column);

        MoveTo(_screen.CursorRow, column);
    }

    private void TabulateBack(int count)
    {
        int column = _screen.CursorColumn;
        for (int i = Math.Min(count, _screen.Columns); i > 0; i--)
            column = _tabs.Before(column);

        MoveTo(_screen.CursorRow, column);
    }

    private void SetMargins(int top, int bottom)
    {
        if (bottom <= top || top > _screen.Rows)
            return;

        _top = top - 1;
        _bottom = Math.Min(bottom, _screen.Rows) - 1;
        Address(0, 0);
    }

    /// <summary>IL (positive) and DL (negative): lines move only inside the region, but the cursor goes to column 0 in any case, as in stock.</summary>
    private void InsertLines(int count)
    {
        int row = _screen.CursorRow;
        if (row >= _top && row <= _bottom && count > 0)
            _screen.ScrollDown(row, _bottom, count, EraseStyleId());
        else if (row >= _top && row <= _bottom)
            _screen.ScrollUp(row, _bottom, -count, EraseStyleId());

        MoveTo(row, 0);
    }

    private void EraseInLine(int which)
    {
        int row = _screen.CursorRow;
        switch (which)
        {
            case 0:
                EraseCells(row, _screen.CursorColumn, _screen.Columns);
                break;
            case 1:
                EraseCells(row, 0, _screen.CursorColumn + 1);
                break;
            case 2:
                _screen.ClearRow(row, EraseStyleId());
                break;
            default:
                break;
        }
    }

    private void EraseInDisplay(int which)
    {
        int row = _screen.CursorRow;
        switch (which)
        {
            case 0:
                EraseInLine(0);
                EraseRows(row + 1, _screen.Rows);
                break;
            case 1:
                EraseRows(0, row);
                EraseInLine(1);
                break;
            case 2:
                EraseRows(0, _screen.Rows);
                break;
            default:
                break;
        }
    }

    private void EraseRows(int start, int end)
    {
        int styleId = EraseStyleId();
        for (int row = start; row < end; row++)
            _screen.ClearRow(row, styleId);
    }

    private void EraseCells(int row, int start, int end)
    {
        if (start == 0 && end == _screen.Columns)
        {
            _screen.ClearRow(row, EraseStyleId());
            return;
        }

        _screen.WritableRow(row).Fill(start, end, EraseStyleId());
    }

    /// <summary>DECALN: fills the screen with E on the current background; the cursor and the region stay.</summary>
    private void FillWithE()
    {
        int styleId = EraseStyleId();
        for (int row = 0; row < _screen.Rows; row++)
        {
            _screen.ClearRow(row, 0);
            _screen.WritableRow(row).Writable(0, _screen.Columns).Fill(Cell.Of('E', 1, styleId));
        }
    }

    /// <summary>OSC 0, 1, 2 and the bare form set titles; OSC 52 with the selection c sets the clipboard (mosh-protocol §8.3).</summary>
    private void DispatchOsc(ReadOnlySpan<byte> utf8)
    {
        const int MaxCommandCodePoints = 256;
        if (utf8.StartsWith("52;c;"u8))
        {
            _screen.Clipboard = Text(utf8[5..], _screen.Clipboard);
            return;
        }

        bool isBare = utf8.StartsWith(";"u8);
        int prefix = isBare ? 1 : 2;
        if (!isBare && (utf8.Length < 2 || utf8[0] is < (byte)'0' or > (byte)'2' || utf8[1] != ';'))
            return;

        byte kind = isBare ? (byte)'0' : utf8[0];
        ReadOnlySpan<byte> title = FirstCodePoints(utf8[prefix..], MaxCommandCodePoints - prefix);
        _screen.TitleWasSet = true;
        if (kind is (byte)'0' or (byte)'1')
            _screen.IconName = Text(title, _screen.IconName);

        if (kind is (byte)'0' or (byte)'2')
            _screen.Title = Text(title, _screen.Title);
    }

    /// <summary>The string for these bytes; the present one when it says the same, as most prompts set the same title again.</summary>
    private static string Text(ReadOnlySpan<byte> utf8, string present)
    {
        if (utf8.Length <= 3 * present.Length)
        {
            Span<byte> encoded = stackalloc byte[256];
            if (Encoding.UTF8.TryGetBytes(present, encoded, out int length) && encoded[..length].SequenceEqual(utf8))
                return present;
        }

        return Encoding.UTF8.GetString(utf8);
    }

    private static ReadOnlySpan<byte> FirstCodePoints(ReadOnlySpan<byte> utf8, int count)
    {
        for (int at = 0; at < utf8.Length; at++)
        {
            bool isFirstByte = (utf8[at] & 0xC0) != 0x80;
            if (isFirstByte && count-- == 0)
                return utf8[..at];
        }

        return utf8;
    }
}
