using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>Finds prompts at the right edge, which shells draw, and which fields for secrets do not have. Used by the engine only.</summary>
internal static class RightPrompts
{
    /// <summary>Blank columns between the cursor and the text: more than between a field and what belongs to it.</summary>
    private const int LeastGap = 8;

    /// <summary>Names the text far to the right of an empty input: what it says and where; 0 where there is none, or a border.</summary>
    /// <param name="symbols">The table of the cells.</param>
    /// <param name="row">The cells of the row.</param>
    /// <param name="column">Where the input begins.</param>
    public static ulong At(SymbolTable symbols, ReadOnlySpan<Cell> row, int column)
    {
        int start = RowText.StartOf(row, column), end = RowText.EndOf(row);
        if (start >= end || start < column + LeastGap || start < row.Length / 2 || end - start > row.Length / 4)
            return 0;

        foreach (Cell cell in row[start..end])
        {
            if (cell.CodePoint == '|' || Borders.IsVertical(cell.CodePoint))
                return 0;
        }

        // Never 0.
        return (RowText.Hash(symbols, row[start..end]) + (uint)start) | 1;
    }
}
