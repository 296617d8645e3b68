using System.Text;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Screen;

/// <summary>
/// One complete picture of a terminal: two grids (rows x columns, row 0 at the top) of which one is shown, cursor, pen, modes, and what else the user's
/// terminal shows or does for an application (<c>Framebuffer.Status.cs</c>). It is the live screen of an emulator and, through <see cref="Snapshot"/>,
/// every frozen state that is sent, compared or painted.
/// </summary>
/// <remarks>
/// A snapshot copies one reference per row; rows are shared until either side writes. The screen with predictions and notices drawn over it is simply a
/// snapshot that is written to before it is painted. Whoever makes many snapshots lets go of each (<see cref="LetGo"/>) and uses it again (<see cref="CopyFrom"/>): nothing is
/// allocated then. One that is left to the collector only costs what its rows cost. Not thread-safe, and neither are snapshots of one lineage against each other: they share the symbol
/// table.
/// </remarks>
public sealed partial class Framebuffer
{
    /// <summary>Most columns or rows that a screen can have; larger requests are clamped.</summary>
    public const int MaxSide = 2048;

    private RowRing _rows;
    private RowRing _inactive;
    private RowPool _pool;
    private SymbolTable _symbols;

    // The table before this one, when no snapshot has it: a host that uses up one after the other costs no garbage.
    private SymbolTable? _spareSymbols;

    /// <summary>A blank screen; sizes are clamped to 1..<see cref="MaxSide"/>.</summary>
    public Framebuffer(int columns, int rows)
    {
        Columns = Math.Clamp(columns, 1, MaxSide);
        _symbols = new SymbolTable();
        _pool = new RowPool();
        _rows = NewRows(Columns, Math.Clamp(rows, 1, MaxSide), 0);
    }

    private Framebuffer(Framebuffer source)
    {
        (_pool, _symbols) = (source._pool, source._symbols);
        CopyFrom(source);
    }

    /// <summary>Width of the grid.</summary>
    public int Columns { get; private set; }

    /// <summary>Height of the grid.</summary>
    public int Rows => _rows.Count;

    /// <summary>True while the alternate screen is shown.</summary>
    public bool IsAlternate { get; private set; }

    /// <summary>True when there is a screen behind the one that is shown: always while the alternate one is shown, and once it has been.</summary>
    public bool HasInactive => !_inactive.IsMissing;

    /// <summary>The table that gives meaning to the ids in the cells of this picture.</summary>
    public SymbolTable Symbols => _symbols;

    /// <summary>The cell at a position that must be on the grid.</summary>
    public Cell this[int row, int column] => _rows[row][column];

    /// <summary>Semantic marks of a row (OSC 133).</summary>
    public RowMarks MarksOf(int row) => _rows[row].Marks;

    /// <summary>Where the user's input begins on a row that has <see cref="RowMarks.Input"/>; else 0.</summary>
    public int InputColumnOf(int row) => _rows[row].InputColumn;

    /// <summary>All cells of a row of the screen that is not shown, which must exist.</summary>
    public ReadOnlySpan<Cell> InactiveCellsOf(int row) => _inactive[row].Cells;

    /// <summary>All cells of a row, left to right. Valid until the framebuffer changes.</summary>
    public ReadOnlySpan<Cell> CellsOf(int row) => _rows[row].Cells;

    /// <summary>True when the text of this row continues on the next one.</summary>
    public bool IsWrapped(int row) => _rows[row].Wrapped;

    /// <summary>The style of a cell of this picture.</summary>
    public Style StyleOf(Cell cell) => _symbols.StyleOf(cell.StyleId);

    /// <summary>A copy that shares all rows with this one until either is written to. Costs one reference per row.</summary>
    public Framebuffer Snapshot()
    {
        return new Framebuffer(this);
    }

    /// <summary>
    /// Makes this picture equal to <paramref name="source"/>, sharing its rows: a <see cref="Snapshot"/> into an existing object, also into one that has let go.
    /// </summary>
    public void CopyFrom(Framebuffer source)
    {
        if (ReferenceEquals(this, source))
            return;

        // Rows go back to where the next ones of this lineage come from.
        _pool = source._pool;
        _rows.CopyFrom(source._rows, _pool);
        _inactive.CopyFrom(source._inactive, _pool);
        _symbols = source._symbols;
        _symbols.Share();
        Columns = source.Columns;
        CopyStateFrom(source);
    }

    /// <summary>Lets go of all rows, so that others of this lineage can use them. Nothing but <see cref="CopyFrom"/> may follow: there is no picture any more.</summary>
    public void LetGo()
    {
        _rows.Clear(_pool);
        _inactive.Clear(_pool);
    }

    /// <summary>Nothing has changed for a while: this picture and its relatives give back the memory that they keep for busy times.</summary>
    public void Rest() => _pool.Rest();

    /// <summary>
    /// True when there is nothing to send between two pictures (mosh-protocol §7.3): same size, rows, cursor, pen, and status (all that
    /// <c>Framebuffer.Status.cs</c> lists but the icon name and "title was set").
    /// </summary>
    public bool SameAs(Framebuffer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Columns != other.Columns || Rows != other.Rows || !SameStatus(other))
            return false;

        for (int row = 0; row < _rows.Count; row++)
        {
            if (!SameRow(row, other, row))
                return false;
        }

        return SameInactive(other);
    }

    /// <summary>True when a row holds the same cells and wrapped mark as a row of another picture. Shared rows compare at no cost.</summary>
    public bool SameRow(int row, Framebuffer other, int otherRow) => _rows[row].SameAs(_symbols, other._rows[otherRow], other._symbols);

    /// <summary>As <see cref="SameRow"/>, for the screens that are not shown; both must exist.</summary>
    public bool SameInactiveRow(int row, Framebuffer other, int otherRow) =>
        _inactive[row].SameAs(_symbols, other._inactive[otherRow], other._symbols);

    /// <summary>True when two cells have the same contents as prediction sees them: blank, space and no-break space are alike, style and width do not
    /// count (mosh-protocol §9.4).</summary>
    public bool SameContents(Cell cell, Framebuffer other, Cell otherCell)
    {
        if (cell.LooksEmpty || otherCell.LooksEmpty)
            return cell.LooksEmpty && otherCell.LooksEmpty;

        return SymbolTable.SameContents(_symbols, cell, other._symbols, otherCell);
    }

    /// <summary>A cell that shows a code point in a style, ready for <see cref="SetCell(int, int, Cell)"/> on this picture. Its width is that of the
    /// width table, at least 1.</summary>
    public Cell MakeCell(int codePoint, in Style style) => Cell.Of(codePoint, Math.Max(1, Widths.Of(codePoint)), _symbols.Intern(style));

    /// <summary>The same cell in another style of this picture.</summary>
    public Cell Restyled(Cell cell, in Style style) => cell.WithStyleId(_symbols.Intern(style));

    /// <summary>A cell of another picture in terms of this one's symbol table.</summary>
    public Cell Imported(Framebuffer source, Cell cell) => _symbols.Import(source._symbols, cell);

    /// <summary>Draws over one cell. The cell must come from this picture (or one that shares its symbols); the position must be on the grid.</summary>
    public void SetCell(int row, int column, Cell cell)
    {
        if (cell.IsWide && column == Columns - 1)
        {
            // Half a wide character cannot be painted (quirk Q5).
            cell = Cell.Of(' ', 1, cell.StyleId);
        }

        if (_rows[row][column] == cell)
            return;

        bool wrapped = _rows[row].Wrapped;
        Row target = WritableRow(row);
        target.Set(column, cell);
        target.Wrapped = wrapped;
    }

    /// <summary>Draws a code point in a style over one cell.</summary>
    public void SetCell(int row, int column, int codePoint, in Style style) => SetCell(row, column, MakeCell(codePoint, style));

    /// <summary>Moves the cursor; the position is clamped to the grid.</summary>
    public void MoveCursor(int row, int column)
    {
        CursorRow = Math.Clamp(row, 0, _rows.Count - 1);
        CursorColumn = Math.Clamp(column, 0, Columns - 1);
    }

    /// <summary>The text of a row, without the blanks at its end.</summary>
    public string RowText(int row)
    {
        var text = new StringBuilder();
        AppendRow(text, row);
        return text.ToString();
    }

    /// <summary>The text of the whole picture: one line per row, trailing blanks and trailing empty rows left out.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        int end = 0;
        for (int row = 0; row < _rows.Count; row++)
        {
            int before = text.Length;
            AppendRow(text, row);
            end = text.Length > before ? text.Length : end;
            text.Append('\n');
        }

        return text.ToString(0, end);
    }

    private void AppendRow(StringBuilder text, int row)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        int end = text.Length;
        ReadOnlySpan<Cell> cells = CellsOf(row);
        for (int column = 0; column < cells.Length; column += cells[column].Width)
        {
            Cell cell = cells[column];
            int length = _symbols.CopyUtf8(cell, utf8);
            text.Append(length == 0 ? " " : Encoding.UTF8.GetString(utf8[..length]));
            end = cell.IsBlank || cell.CodePoint == ' ' ? end : text.Length;
        }

        text.Length = end;
    }

    private bool SameInactive(Framebuffer other)
    {
        if (HasInactive != other.HasInactive)
            return false;

        for (int row = 0; HasInactive && row < _inactive.Count; row++)
        {
            if (!SameInactiveRow(row, other, row))
                return false;
        }

        return true;
    }
}
