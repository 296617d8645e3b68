using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>The text of cells as prediction sees it: whatever its style, and nothing like a space (mosh-protocol §9.4). Used by the engine only.</summary>
internal static class RowText
{
    private const ulong Seed = 0xCBF29CE484222325;
    private const ulong Factor = 0x9E3779B97F4A7C15;

    /// <summary>A hash of the text, the same in every symbol table.</summary>
    public static ulong Hash(SymbolTable symbols, ReadOnlySpan<Cell> cells)
    {
        ulong hash = Seed;
        for (int column = 0; column < cells.Length; column++)
        {
            Cell cell = cells[column];
            hash = (hash ^ SymbolOf(symbols, cell)) * Factor;
            hash ^= hash >> 32;
            if (cell.IsWide)
            {
                // What hides under a wide character is not text.
                column++;
                hash *= Factor;
            }
        }

        return hash;
    }

    /// <summary>True when two cells of one table look alike.</summary>
    public static bool Same(Cell left, Cell right) =>
        left.LooksEmpty || right.LooksEmpty ? left.LooksEmpty && right.LooksEmpty : left.SameSymbol(right);

    /// <summary>True when two runs of cells of possibly different tables look alike.</summary>
    public static bool Same(SymbolTable symbols, ReadOnlySpan<Cell> left, SymbolTable otherSymbols, ReadOnlySpan<Cell> right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int column = 0; column < common; column++)
        {
            Cell a = left[column], b = right[column];
            if (a.LooksEmpty || b.LooksEmpty ? a.LooksEmpty != b.LooksEmpty : !SymbolTable.SameContents(symbols, a, otherSymbols, b))
                return false;

            column += a.IsWide ? 1 : 0;
        }

        return IsEmpty(left[common..]) && IsEmpty(right[common..]);
    }

    /// <summary>True when an ASCII text stands somewhere in the cells.</summary>
    public static bool Contains(ReadOnlySpan<Cell> cells, string text)
    {
        for (int start = 0; start + text.Length <= cells.Length; start++)
        {
            int length = 0;
            while (length < text.Length && cells[start + length].CodePoint == text[length])
                length++;

            if (length == text.Length)
                return true;
        }

        return false;
    }

    /// <summary>True when nothing is to be seen.</summary>
    public static bool IsEmpty(ReadOnlySpan<Cell> cells) => EndOf(cells) == 0;

    /// <summary>Where the text ends: behind the last cell with something to be seen.</summary>
    public static int EndOf(ReadOnlySpan<Cell> cells)
    {
        int end = cells.Length;
        while (end > 0 && cells[end - 1].LooksEmpty)
            end--;

        return end > 0 && end < cells.Length && cells[end - 1].IsWide ? end + 1 : end;
    }

    /// <summary>The first cell from <paramref name="start"/> on with something to be seen; the length when there is none.</summary>
    public static int StartOf(ReadOnlySpan<Cell> cells, int start)
    {
        while (start < cells.Length && cells[start].LooksEmpty)
            start++;

        return start;
    }

    private static ulong SymbolOf(SymbolTable symbols, Cell cell)
    {
        if (cell.LooksEmpty)
            return ' ';

        if (!cell.IsCluster)
            return (uint)cell.CodePoint;

        ulong hash = Seed;
        foreach (byte part in symbols.ClusterUtf8(cell))
            hash = (hash ^ part) * Factor;

        return hash;
    }
}
