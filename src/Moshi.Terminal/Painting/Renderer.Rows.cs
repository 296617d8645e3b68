using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

// What is painted row by row.
internal sealed partial class Renderer
{
    private const int BlankRow = -1;

    /// <summary>Longest stretch of unchanged cells that may be printed again rather than jumped over; no move costs more.</summary>
    private const int LongestGap = 10;

    // By row: cells as projected, and whether they are those of this job.
    private Cell[][] _wanted = [];
    private Cell[][] _given = [];
    private bool[] _isWantedReady = [];
    private bool[] _isGivenReady = [];

    /// <summary>By row: the row of the old picture that the receiver shows there now, or <see cref="BlankRow"/>.</summary>
    private int[] _shown = [];

    private Cell[] _blanks = [];
    private Cell[] _shifted = [];
    private bool _hasRowsToPaint;

    /// <summary>A column that has to be painted whatever is there, as its neighbour may have covered it.</summary>
    private int _forcedColumn;

    private void Prepare(bool isRepaint)
    {
        int rows = Math.Max(_to.Rows, _from.Rows);
        if (_shown.Length < rows)
        {
            Array.Resize(ref _shown, rows);
            Array.Resize(ref _wanted, rows);
            Array.Resize(ref _given, rows);
            Array.Resize(ref _isWantedReady, rows);
            Array.Resize(ref _isGivenReady, rows);
        }

        if (_blanks.Length != _to.Columns)
        {
            _blanks = new Cell[_to.Columns];
            _shifted = new Cell[_to.Columns];
        }

        Array.Clear(_isWantedReady);
        Array.Clear(_isGivenReady);
        _hasRowsToPaint = isRepaint;
    }

    private void ResetShownRows(bool clears)
    {
        for (int row = 0; row < _to.Rows; row++)
            _shown[row] = clears ? BlankRow : row;
    }

    private Cell[] Wanted(int row)
    {
        if (!_isWantedReady[row])
        {
            _isWantedReady[row] = true;
            Project(_to, row, ref _wanted[row]);
        }

        return _wanted[row];
    }

    /// <summary>A row of the old picture, or a blank one.</summary>
    private Cell[] Given(int row)
    {
        if (row == BlankRow)
            return _blanks;

        if (!_isGivenReady[row])
        {
            _isGivenReady[row] = true;
            Project(_from, row, ref _given[row]);
        }

        return _given[row];
    }

    private void Project(Framebuffer picture, int row, ref Cell[] cells)
    {
        if (cells is null || cells.Length != picture.Columns)
            cells = new Cell[picture.Columns];

        _projection.Project(picture, row, cells);
    }

    private void PaintRows()
    {
        int blankFrom = FirstOfBlankRows();
        bool isWrap = false;
        for (int row = 0; row < _to.Rows; row++)
        {
            if (row == blankFrom)
            {
                EraseBelow(row, isWrap);
                return;
            }

            int shown = _shown[row];
            if (!isWrap && shown >= 0 && ReferenceEquals(_to.RowAt(row), _from.RowAt(shown)))
                continue;

            _hasRowsToPaint = true;
            isWrap = PaintRow(row, isWrap);
        }
    }

    /// <summary>The first of the blank rows at the bottom, when one ED is shorter than painting them; else the number of rows.</summary>
    private int FirstOfBlankRows()
    {
        int first = _to.Rows;
        int stale = 0;
        while (profile.EraseDisplay && first > 0 && _to.RowAt(first - 1) is { Used: 0, Wrapped: false })
        {
            first--;
            stale += _shown[first] >= 0 && _from.RowAt(_shown[first]).Used > 0 ? 1 : 0;
        }

        return stale >= 2 ? first : _to.Rows;
    }

    private void EraseBelow(int row, bool isWrap)
    {
        _hasRowsToPaint = true;
        if (isWrap)
        {
            (_at.Row, _at.Column) = (row, 0);
            Put(row, 0, default);
        }

        MoveSilently(row, 0);
        SelectForErase(0);
        _out.Add("\u001b[J"u8);
    }

    /// <summary>
    /// Paints one row. <paramref name="isWrap"/>: the row above ended in its last column and is a wrapped one, so this row's first cell must come at once
    /// to make the receiver wrap. Returns the same request for the next row.
    /// </summary>
    private bool PaintRow(int row, bool isWrap)
    {
        Cell[] wanted = Wanted(row);
        Cell[] given = Given(_shown[row]);
        bool isWrapped = _to.IsWrapped(row);
        bool wasWrapped = _shown[row] >= 0 && _from.IsWrapped(_shown[row]);
        int start = 0;
        if (isWrap)
        {
            (_at.Row, _at.Column) = (row, 0);
            Put(row, 0, wanted[0]);
            start = wanted[0].Width;
        }

        PaintPosition before = _at;
        int mark = _out.Length;
        bool hasWrittenLast = PaintDifference(row, wanted, given, start, isWrapped, wasWrapped) || (isWrap && start >= wanted.Length);
        if (_out.Length - mark > 6)
        {
            hasWrittenLast = TryShiftedRow(row, mark, before, start, isWrapped || wasWrapped) ? false : hasWrittenLast;
            hasWrittenLast = TryErasedRow(row, mark, before, start, isWrapped, ref hasWrittenLast);
        }

        if (!hasWrittenLast || !isWrapped || row >= _to.Rows - 1)
            return false;

        // With a wrap pending, the next character goes to the next row.
        return _at.Column == _to.Columns;
    }

    /// <summary>Paints what differs, from left to right. Returns true when the last column was written.</summary>
    private bool PaintDifference(int row, Cell[] wanted, Cell[] given, int start, bool isWrapped, bool wasWrapped)
    {
        _forcedColumn = Unknown;
        int lastCell = wanted[^1] == PictureProjection.Hidden ? wanted.Length - 2 : wanted.Length - 1;
        int rewritten = isWrapped != wasWrapped && row < _to.Rows - 1 ? lastCell : Unknown;
        bool hasWrittenLast = false;
        int column = start;
        while (column < wanted.Length)
        {
            Cell cell = wanted[column];
            if (cell == given[column] && column != rewritten && column != _forcedColumn)
            {
                column++;
                continue;
            }

            if (cell.IsBlank)
            {
                column = PaintBlanks(row, column, wanted, given, isWrapped, rewritten);
                hasWrittenLast |= column == wanted.Length && _at.Row == row && _at.Column == column;
                continue;
            }

            Approach(row, column, wanted, cell.StyleId);
            Put(row, column, cell);
            column += cell.Width;
            if (profile.Repeats && !cell.IsCluster && !cell.IsWide && cell.CodePoint < 0x80)
                column += Repeat(cell, wanted.AsSpan(column), given.AsSpan(column));

            hasWrittenLast |= column >= wanted.Length;
        }

        return hasWrittenLast;
    }

    /// <summary>Paints a run of blanks of one style, by printing or erasing. Returns the column behind what was done.</summary>
    private int PaintBlanks(int row, int start, Cell[] wanted, Cell[] given, bool isWrapped, int rewritten)
    {
        Cell blank = wanted[start];
        int end = start;
        int changedEnd = start;
        for (; end < wanted.Length && wanted[end] == blank; end++)
        {
            if (given[end] != blank || end == rewritten || end == _forcedColumn)
                changedEnd = end + 1;
        }

        int count = changedEnd - start;
        bool isErasable = CanErase(blank.StyleId) && !(isWrapped && changedEnd == wanted.Length);
        int shortest = profile.ErasesLastCorner && row == _to.Rows - 1 && row == _to.CursorRow && changedEnd == wanted.Length ? 1 : 4;
        if (isErasable && end == wanted.Length && !isWrapped && count >= shortest)
        {
            Approach(row, start, wanted, blank.StyleId);
            SelectForErase(blank.StyleId);
            _out.Add("\u001b[K"u8);
            return wanted.Length;
        }

        // What follows at once needs the cursor behind the run: spaces bring it there.
        bool isFollowed = changedEnd < wanted.Length && wanted[changedEnd] != given[changedEnd];
        int eraseCost = 3 + Digits(count) + (isFollowed ? 3 + Digits(count) : 0);
        if (isErasable && profile.EraseCharacters && count > eraseCost)
        {
            Approach(row, start, wanted, blank.StyleId);
            SelectForErase(blank.StyleId);
            _out.AddControl(count, 'X');
            return changedEnd;
        }

        int nextStyleId = end < wanted.Length && wanted[end] != PictureProjection.Hidden ? wanted[end].StyleId : Unknown;
        Approach(row, start, wanted, blank.StyleId);
        SelectForBlank(blank.StyleId, nextStyleId);
        _out.Repeat((byte)' ', count);
        _at.Column += count;
        return changedEnd;
    }

    /// <summary>Brings the cursor to a column, by printing the unchanged cells before it again where that is no longer than a move.</summary>
    private void Approach(int row, int column, Cell[] wanted, int styleId)
    {
        int gap = column - _at.Column;
        if (_at.Row == row && _at.Column >= 0 && gap is > 0 and <= LongestGap)
        {
            int cost = MoveCost(row, column);
            if (GapBytes(wanted, _at.Column, column, _at.PenId) <= cost)
            {
                PrintGap(wanted, column);
                return;
            }

            if (_at.PenId != Unknown && styleId != _at.PenId && GapBytes(wanted, _at.Column, column, styleId) <= cost)
            {
                SelectStyle(styleId);
                PrintGap(wanted, column);
                return;
            }
        }

        MoveSilently(row, column);
    }

    /// <summary>Brings the cursor to where it belongs, over a typed space by printing it.</summary>
    private void MoveToCursor()
    {
        int gap = _to.CursorColumn - _at.Column;
        if (_at.Row == _to.CursorRow && _at.Column >= 0 && gap is > 0 and <= LongestGap
            && GapBytes(Wanted(_at.Row), _at.Column, _to.CursorColumn, _at.PenId) <= MoveCost(_at.Row, _to.CursorColumn))
        {
            PrintGap(Wanted(_at.Row), _to.CursorColumn);
            return;
        }

        Move(_to.CursorRow, _to.CursorColumn);
    }

    /// <summary>Bytes of cells that all look right in one pen; a large number when they do not, or when their width is doubtful.</summary>
    private int GapBytes(Cell[] cells, int start, int end, int penId)
    {
        if (penId == Unknown)
            return int.MaxValue;

        int blankStyleId = _projection.BlankStyleId(penId);
        int bytes = 0;
        for (int column = start; column < end; column++)
        {
            Cell cell = cells[column];
            if (cell.IsBlank ? cell.StyleId != blankStyleId : cell.StyleId != penId || cell.IsCluster || cell.IsWide || cell == PictureProjection.Hidden)
                return int.MaxValue;

            if (profile.DoubtsWidths && WidthDoubt.Exists(cell))
                return int.MaxValue;

            bytes += cell.CodePoint < 0x80 ? 1 : cell.CodePoint < 0x800 ? 2 : cell.CodePoint < 0x10000 ? 3 : 4;
        }

        return bytes;
    }

    private void PrintGap(Cell[] cells, int end)
    {
        for (; _at.Column < end; _at.Column++)
            _out.AddCell(_projection.Symbols, cells[_at.Column]);
    }

    /// <summary>Repeats the character just printed where that is shorter. Returns how often.</summary>
    private int Repeat(Cell cell, ReadOnlySpan<Cell> wanted, ReadOnlySpan<Cell> given)
    {
        const int ShortestRun = 6;
        int count = 0;
        while (count < wanted.Length && wanted[count] == cell)
            count++;

        // Cells at the end that are there already need not be repeated; the last column of a wrapped row is left to print.
        count = Math.Min(count, wanted.Length - 1);
        while (count > 0 && given[count - 1] == cell)
            count--;

        if (count < ShortestRun)
            return 0;

        _out.AddControl(count, 'b');
        _at.Column += count;
        return count;
    }

    private void Put(int row, int column, Cell cell)
    {
        SelectStyle(cell.StyleId);
        if (profile.DoubtsWidths && WidthDoubt.Exists(cell))
        {
            PutDoubtful(row, column, cell);
            return;
        }

        _out.AddCell(_projection.Symbols, cell);
        _at.Column += cell.Width;
    }

    /// <summary>
    /// Prints what the receiver may give another width. If it takes fewer columns, nothing old must show in the others; if it takes more, the next cell is
    /// painted over it; and it must not wrap. Where the cursor is afterwards is not known.
    /// </summary>
    private void PutDoubtful(int row, int column, Cell cell)
    {
        if (cell.IsWide)
        {
            _out.Add("  "u8);
            _at.Column = column + 2 < _to.Columns ? column + 2 : _to.Columns;
            Move(row, column);
        }

        bool isLast = column + cell.Width >= _to.Columns;
        if (isLast)
            _out.AddPrivateMode(7, false);

        _out.AddCell(_projection.Symbols, cell);
        if (isLast)
            _out.AddPrivateMode(7, true);

        _at.Column = Unknown;
        _forcedColumn = column + cell.Width;
    }

    /// <summary>Tries the row as an erased one with what is wanted printed on it; keeps that if it is shorter. Returns whether the last column was written.</summary>
    private bool TryErasedRow(int row, int mark, in PaintPosition before, int start, bool isWrapped, ref bool hasWrittenLast)
    {
        Cell[] wanted = Wanted(row);
        Cell[] given = Given(_shown[row]);
        int first = start;
        while (first < wanted.Length && wanted[first] == given[first])
            first++;

        int blanks = 0;
        for (int column = first; column < wanted.Length; column++)
            blanks += wanted[column] == default && given[column] != default ? 1 : 0;

        // The erasure of a wide character's right half alone is left to the difference.
        if (blanks < 6 || (first < given.Length && given[first] == PictureProjection.Hidden))
            return hasWrittenLast;

        int end = _out.Length;
        PaintPosition reached = _at;
        _at = before;
        Approach(row, first, wanted, 0);
        SelectForErase(0);
        _out.Add("\u001b[K"u8);
        bool hasWritten = PaintDifference(row, wanted, _blanks, first, isWrapped, wasWrapped: false);
        return KeepShorter(mark, end, reached) ? hasWritten : hasWrittenLast;
    }

    /// <summary>Tries to insert or delete characters and then to paint what still differs; keeps that if it is shorter. Returns true when it was.</summary>
    private bool TryShiftedRow(int row, int mark, in PaintPosition before, int start, bool isWrapped)
    {
        Cell[] wanted = Wanted(row);
        Cell[] given = Given(_shown[row]);
        if (!profile.EditCharacters || isWrapped || !TryFindShift(wanted, given, start, out int first, out int distance))
            return false;

        int end = _out.Length;
        PaintPosition reached = _at;
        _at = before;
        Approach(row, first, wanted, 0);
        SelectForErase(0);
        Span<Cell> shifted = _shifted;
        given.CopyTo(shifted);
        int count = Math.Abs(distance);
        if (distance > 0)
        {
            _out.AddControl(count, '@');
            given.AsSpan(first, given.Length - first - count).CopyTo(shifted[(first + count)..]);
            shifted.Slice(first, count).Clear();
        }
        else
        {
            _out.AddControl(count, 'P');
            given.AsSpan(first + count).CopyTo(shifted[first..]);
            shifted[^count..].Clear();
        }

        bool hasWritten = PaintDifference(row, wanted, _shifted, start, isWrapped: false, wasWrapped: false);
        return KeepShorter(mark, end, reached) && !hasWritten;
    }

    /// <summary>Finds by how much the text behind the first difference has moved. Rows with wide or doubtful characters there are left alone.</summary>
    private bool TryFindShift(Cell[] wanted, Cell[] given, int start, out int first, out int distance)
    {
        const int LongestShift = 32;
        first = start;
        distance = 0;
        while (first < wanted.Length && wanted[first] == given[first])
            first++;

        for (int column = first; column < wanted.Length; column++)
        {
            if (!IsShiftable(wanted[column]) || !IsShiftable(given[column]))
                return false;
        }

        int best = 4;
        for (int count = 1; count <= LongestShift && first + count < wanted.Length; count++)
        {
            int inserted = Matches(wanted.AsSpan(first + count), given.AsSpan(first));
            int deleted = Matches(wanted.AsSpan(first), given.AsSpan(first + count));
            if (Math.Max(inserted, deleted) > best)
            {
                best = Math.Max(inserted, deleted);
                distance = inserted > deleted ? count : -count;
            }
        }

        return distance != 0;
    }

    private bool IsShiftable(Cell cell) =>
        !cell.IsCluster && !cell.IsWide && cell != PictureProjection.Hidden && !(profile.DoubtsWidths && WidthDoubt.Exists(cell));

    /// <summary>How many cells that are not blank agree before the first that does not.</summary>
    private static int Matches(ReadOnlySpan<Cell> wanted, ReadOnlySpan<Cell> given)
    {
        int matches = 0;
        int length = Math.Min(wanted.Length, given.Length);
        for (int column = 0; column < length && wanted[column] == given[column]; column++)
            matches += wanted[column].IsBlank ? 0 : 1;

        return matches;
    }
}
