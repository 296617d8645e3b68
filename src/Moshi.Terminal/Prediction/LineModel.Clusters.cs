using System.Text;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

// Grapheme clusters, where the host's terminal measures them as we do (mode 2027).
internal sealed partial class LineModel
{
    /// <summary>True when a code point belongs to the cluster before the cursor, which it may widen. The cluster must be what was printed last.</summary>
    private bool TryJoin(int codePoint, out KeyEffect effect)
    {
        effect = KeyEffect.Certain;
        ReadOnlySpan<Cell> before = CellsOf(Row);
        int column = Column - WidthBefore(before);
        if (column == Column || before[column].LooksEmpty)
            return false;

        Cell cell = before[column];
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes + 4];
        int length = screen.Symbols.CopyUtf8(cell, utf8);
        var cluster = new GraphemeCluster();
        for (ReadOnlySpan<byte> rest = utf8[..length]; !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed);
            cluster.Push(rune.Value);
            rest = rest[consumed..];
        }

        if (!cluster.Push(codePoint))
            return false;

        int width = Math.Max(1, cluster.Width);
        if (length >= SymbolTable.ClusterGrowthLimitBytes || width < cell.Width || column + width >= EdgeOf(before))
        {
            effect = KeyEffect.Unknown;
            return true;
        }

        length += new Rune(codePoint).EncodeToUtf8(utf8[length..]);
        Span<Cell> cells = Touch(Row);
        if (width > cell.Width)
        {
            // Nobody knows whether a program with text behind the cursor has noticed.
            effect = RowText.IsEmpty(cells[Column..EdgeOf(cells)]) ? KeyEffect.Certain : KeyEffect.Doubtful;
            _inputEnd = Math.Max(_inputEnd, Column) + 1;
            Column++;
        }

        Put(cells, column, screen.Symbols.MakeCluster(utf8[..length], width == 2, cell.StyleId));
        return true;
    }
}
