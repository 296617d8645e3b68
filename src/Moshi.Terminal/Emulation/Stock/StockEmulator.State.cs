using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

public sealed partial class StockEmulator
{
    private readonly TabStops _tabs;
    private StockSavedCursor _saved = StockSavedCursor.Initial;
    private int _top;
    private int _bottom;
    private bool _origin;
    private bool _insert;
    private bool _autowrap = true;

    /// <summary>The last column has been written, and the next character goes to the next row.</summary>
    private bool _pendingWrap;

    /// <summary>Where a combining mark goes: the last printed character, or the cursor after a move. Row -1: nowhere.</summary>
    private int _combiningRow;
    private int _combiningColumn;

    /// <summary>Id of the pen in the symbol table, -1 when it has to be looked up.</summary>
    private int _penId;

    private void CopyModesFrom(StockEmulator source)
    {
        ApplicationCursorKeys = source.ApplicationCursorKeys;
        _saved = source._saved;
        _top = source._top;
        _bottom = source._bottom;
        _origin = source._origin;
        _insert = source._insert;
        _autowrap = source._autowrap;
        _pendingWrap = source._pendingWrap;
        _combiningRow = source._combiningRow;
        _combiningColumn = source._combiningColumn;
        _penId = source._penId;
    }

    private void SetPen(in Style pen)
    {
        _screen.Pen = pen;
        _penId = -1;
    }

    private int PenStyleId()
    {
        if (_penId < 0)
        {
            RenewSymbolsWhenFull();
            _penId = _screen.Symbols.Intern(_screen.Pen);
        }

        return _penId;
    }

    /// <summary>Style of erased cells: the background of the pen.</summary>
    private int EraseStyleId() => _screen.Pen.Background.IsDefault ? 0 : _screen.Symbols.Intern(_screen.Pen.ForErase());

    private void RenewSymbolsWhenFull()
    {
        if (_screen.Symbols.NeedsRenewal)
        {
            _screen.RenewSymbols();
            _penId = -1;
        }
    }

    /// <summary>RIS: everything but bell count, icon name and the mark that a title was set.</summary>
    private void Reset()
    {
        SetPen(default);
        for (int row = 0; row < _screen.Rows; row++)
            _screen.ClearRow(row, 0);

        _screen.Modes = DisplayModes.Initial;
        _screen.Title = "";
        _screen.Clipboard = "";
        _tabs.Reset();
        SoftReset();
        _autowrap = true;
        MoveTo(0, 0);
    }

    /// <summary>DECSTR: the modes that programs trip over; the cursor stays.</summary>
    private void SoftReset()
    {
        _insert = false;
        _origin = false;
        ApplicationCursorKeys = false;
        _screen.Modes = _screen.Modes with { CursorVisible = true };
        _top = 0;
        _bottom = _screen.Rows - 1;
        SetPen(default);
        _saved = StockSavedCursor.Initial;
    }

    private void SaveCursor() => _saved = new StockSavedCursor(_screen.CursorRow, _screen.CursorColumn, _screen.Pen, _autowrap, _origin);

    private void RestoreCursor()
    {
        SetPen(_saved.Pen);
        _autowrap = _saved.Autowrap;
        _origin = _saved.Origin;
        MoveTo(_saved.Row, _saved.Column);
    }
}
