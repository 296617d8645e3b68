using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// The frame of the host that guesses are made upon. It holds the rows of the frame that it was taken from, so that nobody writes to them any more. Used by the engine only.
/// </summary>
internal sealed class ScreenRecord
{
    private Row[] _rows = [];
    private RowPool? _pool;
    private Style _pen;

    /// <summary>True once a frame was taken, and until <see cref="Forget"/>.</summary>
    public bool IsTaken { get; private set; }

    public int Columns { get; private set; }

    public int Rows => _rows.Length;

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    public HostFacts Facts { get; private set; }

    /// <summary>The table of the cells. Gains the styles and clusters of guesses.</summary>
    public SymbolTable Symbols { get; private set; } = new();

    /// <summary>The cells of a row.</summary>
    public ReadOnlySpan<Cell> this[int row] => _rows[row].Cells;

    /// <summary>Semantic marks of a row.</summary>
    public RowMarks MarksOf(int row) => _rows[row].Marks;

    /// <summary>Where input begins on a row that is marked so.</summary>
    public int InputColumnOf(int row) => _rows[row].InputColumn;

    /// <summary>The id of the style that the next printed character would get.</summary>
    public int PenStyleId => Symbols.Intern(_pen);

    public void Take(Framebuffer frame)
    {
        TakeRoom(frame.Rows, frame.Pool);
        for (int row = 0; row < _rows.Length; row++)
            Keep(row, frame.RowAt(row));

        Columns = frame.Columns;
        CursorRow = frame.CursorRow;
        CursorColumn = frame.CursorColumn;
        Symbols = frame.Symbols;
        Facts = HostFacts.Of(frame);
        _pen = frame.Pen;
        IsTaken = true;
    }

    public void CopyFrom(ScreenRecord other)
    {
        TakeRoom(other._rows.Length, other._pool!);
        for (int row = 0; row < _rows.Length; row++)
            Keep(row, other._rows[row]);

        Columns = other.Columns;
        CursorRow = other.CursorRow;
        CursorColumn = other.CursorColumn;
        Symbols = other.Symbols;
        Facts = other.Facts;
        _pen = other._pen;
        IsTaken = true;
    }

    /// <summary>True when a frame shows and says the same.</summary>
    public bool IsSame(Framebuffer frame)
    {
        if (!IsTaken || Columns != frame.Columns || _rows.Length != frame.Rows || CursorRow != frame.CursorRow || CursorColumn != frame.CursorColumn
            || Facts != HostFacts.Of(frame))
        {
            return false;
        }

        for (int row = 0; row < _rows.Length; row++)
        {
            if (!_rows[row].SameAs(Symbols, frame.RowAt(row), frame.Symbols))
                return false;
        }

        return true;
    }

    public void Forget() => IsTaken = false;

    private void TakeRoom(int rows, RowPool pool)
    {
        _pool = pool;
        if (_rows.Length == rows)
            return;

        foreach (Row row in _rows)
            pool.LetGo(row);

        _rows = new Row[rows];
    }

    private void Keep(int row, Row kept)
    {
        Row? before = _rows[row];
        kept.Hold();
        _rows[row] = kept;
        if (before is not null)
            _pool!.LetGo(before);
    }
}
