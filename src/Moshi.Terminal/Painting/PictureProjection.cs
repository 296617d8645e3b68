using System.Text;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Painting;

/// <summary>
/// What of a picture a receiver can show, in cells of a symbol table of its own: two pictures that look the same to the receiver have the same cells here,
/// whatever tables they come from. Projecting twice changes nothing more.
/// </summary>
/// <remarks>
/// Blanks and spaces are one. A column under the right half of a wide character holds
/// <see cref="Hidden"/>. Results are remembered per style and cluster, so that a frame costs a table look-up per cell and allocates nothing.
/// </remarks>
internal sealed class PictureProjection(PaintProfile profile)
{
    /// <summary>The right half of a wide character; no character has this code.</summary>
    internal static readonly Cell Hidden = Cell.Of(0x1FFFFF, 1, 0);

    /// <summary>Longest title that a stock client keeps, in code points (mosh-protocol §8.3).</summary>
    internal const int MaxTitleLength = 254;

    /// <summary>Drawn in place of what the receiver would drop or lay out in another width.</summary>
    private const int Replacement = 0xFFFD;

    private const CellAttributes SeenOnBlanks =
        CellAttributes.Underline | CellAttributes.Inverse | CellAttributes.Strikethrough | CellAttributes.Overline;

    private SymbolTable _symbols = new();
    private Source _one = new();
    private Source _other = new();

    // By own style id: the id of the style that blanks in it have, plus one; 0 when not known yet.
    private int[] _blankStyles = new int[16];

    /// <summary>The table that the projected cells belong to.</summary>
    internal SymbolTable Symbols => _symbols;

    /// <summary>Call before a paint job: forgets what was remembered when there is too much of it. Cells projected before mean nothing afterwards.</summary>
    internal void Begin()
    {
        if (_symbols.NeedsRenewal)
        {
            _symbols = new SymbolTable();
            _one.Forget(null);
            _other.Forget(null);
            Array.Clear(_blankStyles);
        }
    }

    /// <summary>A picture of the cells, the pen and the cursor that a receiver shows; nothing else is filled in.</summary>
    internal static Framebuffer Whole(Framebuffer picture, PaintProfile profile)
    {
        var projection = new PictureProjection(profile);
        var projected = new Framebuffer(picture.Columns, picture.Rows);
        Span<Cell> cells = new Cell[picture.Columns];
        for (int row = 0; row < picture.Rows; row++)
        {
            projection.Project(picture, row, cells);
            Row target = projected.WritableRow(row);
            for (int column = 0; column < cells.Length; column++)
            {
                Cell cell = cells[column] == Hidden ? default : cells[column];
                target.Set(column, projected.Symbols.Import(projection.Symbols, cell));
            }

            target.Wrapped = picture.IsWrapped(row);
        }

        projected.Pen = projected.Symbols.Import(projection.Symbols, projection.Symbols.StyleOf(projection.StyleId(picture, picture.Pen)));
        projected.MoveCursor(picture.CursorRow, picture.CursorColumn);
        return projected;
    }

    /// <summary>The cells of a row as the receiver can show them.</summary>
    internal void Project(Framebuffer picture, int row, Span<Cell> cells)
    {
        Source source = SourceOf(picture.Symbols);
        ReadOnlySpan<Cell> given = picture.CellsOf(row);
        for (int column = 0; column < given.Length; column++)
        {
            Cell cell = given[column];
            int styleId = StyleId(source, cell.StyleId);
            if (cell.IsBlank || (!cell.IsCluster && cell.CodePoint == ' '))
            {
                cells[column] = Cell.Blank(BlankStyleId(styleId));
                continue;
            }

            Cell seen = (uint)cell.Bits - 0x20 < 0x5F ? Cell.Of(cell.CodePoint, 1, styleId) : Symbol(source, cell).WithStyleId(styleId);
            cells[column] = !seen.IsCluster && seen.CodePoint == ' ' ? Cell.Blank(BlankStyleId(styleId)) : seen;
            if (cell.IsWide && column + 1 < given.Length)
                cells[++column] = seen.IsWide ? Hidden : Cell.Blank(BlankStyleId(styleId));
        }
    }

    /// <summary>The id of a style of a picture, as far as the receiver can show it.</summary>
    internal int StyleId(Framebuffer picture, in Style style) => _symbols.Intern(Seen(picture.Symbols, style));

    /// <summary>The id of the style that a blank of a style has here.</summary>
    internal int BlankStyleId(int styleId) => profile.ExactBlanks ? styleId : ErasedStyleId(styleId);

    /// <summary>The id of the style of what is erased under a pen: its background. The pen's own where more of it would be seen, as terminals differ then.</summary>
    internal int ErasedStyleId(int styleId)
    {
        if (styleId == 0)
            return 0;

        if ((styleId & Style.PackedBit) != 0)
            return Erased(styleId);

        if (styleId >= _blankStyles.Length)
            Array.Resize(ref _blankStyles, Math.Max(2 * _blankStyles.Length, styleId + 1));

        if (_blankStyles[styleId] == 0)
        {
            int blank = Erased(styleId);
            if (styleId >= _blankStyles.Length)
                Array.Resize(ref _blankStyles, 2 * styleId);

            _blankStyles[styleId] = blank + 1;
        }

        return _blankStyles[styleId] - 1;
    }

    private int Erased(int styleId)
    {
        Style style = _symbols.StyleOf(styleId);
        bool isSeen = (style.Attributes & SeenOnBlanks) != CellAttributes.None || style.LinkId != 0;
        return isSeen ? styleId : _symbols.Intern(style.ForErase());
    }

    private Source SourceOf(SymbolTable table)
    {
        if (!ReferenceEquals(_one.Table, table))
        {
            (_one, _other) = (_other, _one);
            if (!ReferenceEquals(_one.Table, table))
            {
                // What is remembered holds as long as nobody empties the table.
                table.Share();
                _one.Forget(table);
            }
        }

        return _one;
    }

    private int StyleId(Source source, int id)
    {
        if (id == 0)
            return 0;

        if ((id & Style.PackedBit) != 0)
            return _symbols.Intern(Seen(source.Table!, Style.FromPacked(id)));

        if (id >= source.Styles.Length)
            Array.Resize(ref source.Styles, Math.Max(2 * source.Styles.Length, id + 1));

        if (source.Styles[id] == 0)
            source.Styles[id] = _symbols.Intern(Seen(source.Table!, source.Table!.StyleOf(id))) + 1;

        return source.Styles[id] - 1;
    }

    private Style Seen(SymbolTable table, in Style style)
    {
        if (style.IsDefault)
            return default;

        CellAttributes attributes = style.Attributes;
        if ((attributes & CellAttributes.RapidBlink) != CellAttributes.None)
            attributes |= CellAttributes.Blink;

        Color foreground = ColorReduction.Reduce(style.Foreground, profile.Colors);
        bool losesFaint = (attributes & ~profile.Attributes & CellAttributes.Faint) != CellAttributes.None;
        if (losesFaint && foreground.IsDefault && (attributes & CellAttributes.Bold) == CellAttributes.None && profile.Colors >= ColorDepth.Sixteen)
            foreground = Color.Indexed(8);

        var seen = new Style(foreground, ColorReduction.Reduce(style.Background, profile.Colors), attributes & profile.Attributes);
        if ((seen.Attributes & CellAttributes.Underline) != CellAttributes.None)
        {
            seen = profile.UnderlineStyles ? seen.WithUnderline(style.UnderlineStyle) : seen;
            seen = profile.UnderlineColors ? seen with { UnderlineColor = ColorReduction.Reduce(style.UnderlineColor, profile.Colors) } : seen;
        }

        return profile.Links && style.LinkId != 0 && table.LinkOf(style.LinkId) is { } link && LinkSchemes.Allow(link)
            ? seen with { LinkId = _symbols.InternLink(link) }
            : seen;
    }

    /// <summary>What the receiver draws for a character beyond ASCII; the style does not count.</summary>
    private Cell Symbol(Source source, Cell cell)
    {
        if (!cell.IsCluster)
        {
            if (cell.CodePoint < 0xA0 || !Rune.IsValid(cell.CodePoint))
            {
                // Not even a peer that draws its own pictures gets a control character to the terminal.
                return Cell.Of(Replacement, 1, 0);
            }

            return !profile.UsesStockWidths || Widths.Of(cell.CodePoint) == cell.Width ? cell : Unfit(source, cell);
        }

        int index = (2 * cell.ClusterId) + cell.Width - 1;
        if (index >= source.Clusters.Length)
            Array.Resize(ref source.Clusters, Math.Max(2 * source.Clusters.Length, index + 1));

        if (source.Clusters[index].IsBlank)
        {
            source.Clusters[index] = profile.UsesStockWidths ? Unfit(source, cell)
                : HasControl(source.Table!.ClusterUtf8(cell)) ? Cell.Of(Replacement, 1, 0)
                : _symbols.Import(source.Table!, cell.WithStyleId(0));
        }

        return source.Clusters[index];
    }

    /// <summary>
    /// What a stock client lays out in at most as many columns: the first code point and as many of zero width as fit into its cell. A sequence of
    /// several bases is cut after the first; one that needs more columns than the cell has, or prints nothing there, becomes a replacement character.
    /// </summary>
    private Cell Unfit(Source source, Cell cell)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        ReadOnlySpan<byte> rest = utf8[..source.Table!.CopyUtf8(cell.WithStyleId(0), utf8)];
        Rune.DecodeFromUtf8(rest, out Rune first, out int consumed);
        int width = Widths.Of(first.Value);
        if (width < 0 || width > cell.Width)
            return Cell.Of(Replacement, 1, 0);

        Span<byte> kept = stackalloc byte[SymbolTable.MaxClusterBytes + 2];
        int length = 0;
        if (width == 0)
        {
            // A mark that stands alone is carried by a no-break space (mosh-protocol §8.4).
            length = new Rune(0xA0).EncodeToUtf8(kept);
            width = 1;
        }
        else
        {
            length = first.EncodeToUtf8(kept);
            rest = rest[consumed..];
        }

        bool isWhole = width == cell.Width && HasOnlyMarks(rest);
        while (!rest.IsEmpty && length < SymbolTable.StockClusterGrowthLimitBytes)
        {
            Rune.DecodeFromUtf8(rest, out Rune mark, out consumed);
            rest = rest[consumed..];
            int markWidth = Widths.Of(mark.Value);
            if (markWidth > 0)
                break;

            // A variation selector or joiner that has lost its purpose would only make the outer terminal draw another width than the client counts on.
            if (markWidth == 0 && (isWhole || mark.Value is not (0x200D or 0xFE0E or 0xFE0F)))
                length += mark.EncodeToUtf8(kept[length..]);
        }

        Rune.DecodeFromUtf8(kept[..length], out Rune alone, out consumed);
        return consumed == length ? Cell.Of(alone.Value, width, 0) : _symbols.MakeCluster(kept[..length], width == 2, 0);
    }

    private static bool HasOnlyMarks(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
            utf8 = utf8[consumed..];
            if (Widths.Of(rune.Value) > 0)
                return false;
        }

        return true;
    }

    private static bool HasControl(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
                return true;

            utf8 = utf8[consumed..];
        }

        return false;
    }

    /// <summary>What is remembered about one table.</summary>
    private sealed class Source
    {
        internal SymbolTable? Table;
        internal int[] Styles = new int[16];
        internal Cell[] Clusters = [];

        internal void Forget(SymbolTable? table)
        {
            Table = table;
            Array.Clear(Styles);
            Array.Clear(Clusters);
        }
    }
}
