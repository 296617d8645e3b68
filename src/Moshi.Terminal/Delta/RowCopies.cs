using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>
/// Finds rows that have only moved: scrolling of any region in any direction, inserted and deleted lines. Works on what the rows hold, whatever the
/// application did to get there.
/// </summary>
internal sealed class RowCopies
{
    /// <summary>A row that is no longer than this is as cheap to draw as to copy alone.</summary>
    private const int WorthCopyingAlone = 8;

    private readonly List<RowCopy> _runs = [];
    private uint[] _hashes = [];

    internal ReadOnlySpan<RowCopy> Runs => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_runs);

    internal void Find(Framebuffer from, Framebuffer to)
    {
        _runs.Clear();
        int rows = to.Rows;
        int first = FirstChange(from, to);
        if (first == rows || !ReferenceEquals(from.Symbols, to.Symbols))
            return;

        bool isHashed = false;
        for (int row = first; row < rows;)
        {
            if (to.RowAt(row).Used <= 1 || to.SameRow(row, from, row))
            {
                row++;
                continue;
            }

            if (!isHashed)
            {
                Hash(from);
                isHashed = true;
            }

            row += TakeLongestRun(from, to, row);
        }
    }

    private static int FirstChange(Framebuffer from, Framebuffer to)
    {
        int row = 0;
        while (row < to.Rows && to.SameRow(row, from, row))
            row++;

        return row;
    }

    /// <summary>Returns how many rows are dealt with.</summary>
    private int TakeLongestRun(Framebuffer from, Framebuffer to, int row)
    {
        uint hash = HashOf(to.RowAt(row));
        var best = new RowCopy(row, 0, 0);
        for (int source = 0; source < from.Rows; source++)
        {
            if (_hashes[source] != hash)
                continue;

            int count = RunLength(from, to, row, source);
            if (count > best.Count)
                best = new RowCopy(row, source, count);
        }

        if (best.Count == 0 || (best.Count == 1 && to.RowAt(row).Used <= WorthCopyingAlone))
            return 1;

        _runs.Add(best);
        return best.Count;
    }

    private static int RunLength(Framebuffer from, Framebuffer to, int row, int source)
    {
        int count = 0;
        while (row + count < to.Rows && source + count < from.Rows && to.SameRow(row + count, from, source + count))
            count++;

        return count;
    }

    private void Hash(Framebuffer from)
    {
        if (_hashes.Length < from.Rows)
            _hashes = new uint[from.Rows];

        for (int row = 0; row < from.Rows; row++)
            _hashes[row] = HashOf(from.RowAt(row));
    }

    private static uint HashOf(Row row)
    {
        ulong hash = (ulong)row.Marks;

        // A blank default cell adds nothing at the end, so how far a row counts as used does not matter.
        ReadOnlySpan<Cell> cells = row.Cells[..row.Used];
        while (!cells.IsEmpty && cells[^1].Bits == 0)
            cells = cells[..^1];

        foreach (Cell cell in cells)
            hash = (hash ^ cell.Bits) * 0x9E3779B97F4A7C15;

        return (uint)(hash >> 32);
    }
}
