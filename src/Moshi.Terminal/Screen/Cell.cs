using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Screen;

/// <summary>One position of the grid, packed into eight bytes: what is drawn, how wide it is, and the id of its <see cref="Style"/>.</summary>
/// <remarks>
/// Bits 0-20 hold a code point, or the id of a cluster (a base with combining marks) when bit 21 is set; bit 22 says that the cell is two columns
/// wide; bits 23-31 are free; bits 32-63 hold the style id. Ids mean something only together with the <see cref="SymbolTable"/> that made them.
/// <c>default</c> is a blank cell in the default style, so clearing memory erases cells. "Blank" (never written, or erased) differs from a typed
/// space: the painters may erase blanks, but must print spaces (mosh-protocol §8.7.1).
/// </remarks>
public readonly struct Cell : IEquatable<Cell>
{
    internal const int MaxClusterId = 0x1FFFFF;

    private const uint SymbolMask = 0x1FFFFF;
    private const uint ClusterBit = 1u << 21;

    /// <summary>Of <see cref="Bits"/>: set for a cluster.</summary>
    internal const ulong ClusterMask = ClusterBit;
    private const uint WideBit = 1u << 22;

    private readonly ulong _bits;

    private Cell(ulong bits) => _bits = bits;

    /// <summary>True for a cell that was never written or has been erased; such a cell can still have a background colour.</summary>
    public bool IsBlank => (_bits & (SymbolMask | ClusterBit)) == 0;

    /// <summary>True when the contents are a base character with combining marks, kept in the symbol table.</summary>
    public bool IsCluster => (_bits & ClusterBit) != 0;

    /// <summary>The code point, 0 for a blank cell. Meaningless for a cluster.</summary>
    public int CodePoint => (int)(_bits & SymbolMask);

    /// <summary>Columns that the contents cover: 1 or 2. A blank cell has width 1.</summary>
    public int Width => (_bits & WideBit) != 0 ? 2 : 1;

    /// <summary>True when the cell covers two columns; the cell to its right is then hidden.</summary>
    public bool IsWide => (_bits & WideBit) != 0;

    /// <summary>Id of the style in the owner's <see cref="SymbolTable"/>; 0 is the default style in every table.</summary>
    public int StyleId => (int)(_bits >> 32);

    /// <summary>True for blank, space and no-break space: the three look the same, and prediction treats them alike (mosh-protocol §8.4, §9.4).</summary>
    public bool LooksEmpty
    {
        get
        {
            uint symbol = (uint)_bits & (SymbolMask | ClusterBit);
            return symbol is 0 or ' ' or 0xA0;
        }
    }

    internal ulong Bits => _bits;

    internal int ClusterId => (int)(_bits & SymbolMask);

    /// <summary>The cell with the same contents and another style of the same table.</summary>
    public Cell WithStyleId(int styleId) => new((uint)_bits | ((ulong)(uint)styleId << 32));

    /// <summary>The same contents and style over one or two columns.</summary>
    internal Cell WithWidth(int width) => new(width == 2 ? _bits | WideBit : _bits & ~(ulong)WideBit);

    /// <summary>True when contents and width are the same bits; only meaningful between cells of one table.</summary>
    internal bool SameSymbol(Cell other) => (uint)_bits == (uint)other._bits;

    /// <summary>A blank cell with a style, which should have a background at most.</summary>
    public static Cell Blank(int styleId) => new((ulong)(uint)styleId << 32);

    /// <summary>A cell that shows one code point.</summary>
    public static Cell Of(int codePoint, int width, int styleId) =>
        new(((uint)codePoint & SymbolMask) | (width == 2 ? WideBit : 0u) | ((ulong)(uint)styleId << 32));

    /// <summary>As <see cref="Of"/>, from a blank cell of the style.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Cell OfSymbol(int codePoint, int width, ulong blank) => new(blank | (uint)codePoint | ((uint)(width >> 1) * WideBit));

    internal static Cell OfCluster(int clusterId, bool wide, int styleId) =>
        new((uint)clusterId | ClusterBit | (wide ? WideBit : 0u) | ((ulong)(uint)styleId << 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Cell FromBits(ulong bits) => new(bits);

    /// <inheritdoc/>
    public bool Equals(Cell other) => _bits == other._bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bits.GetHashCode();

    /// <summary>Bitwise equality: exact between cells of one table.</summary>
    public static bool operator ==(Cell left, Cell right) => left._bits == right._bits;

    /// <summary>Bitwise inequality.</summary>
    public static bool operator !=(Cell left, Cell right) => left._bits != right._bits;
}
