using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Moshi.Terminal.Screen;

/// <summary>
/// The side table that cells point into: styles, hyperlinks, and clusters (a base character with its combining marks, as UTF-8). Append-only, so a snapshot can
/// share it with the live screen; when it has grown past a limit the emulator starts a new one and re-interns the rows that are still visible.
/// </summary>
/// <remarks>
/// Styles of palette colours and attributes are their own ids (<see cref="Style.TryPack"/>), the same in all tables; only true colour, links, and kinds and
/// colours of underlines have entries. Interning makes equality of cells a comparison of eight bytes. Growth is bounded by <see cref="NeedsRenewal"/>: a stream that never repeats a colour
/// costs at most the larger of <see cref="MinimumLimit"/> and twice what the screen itself shows. One thread owns all tables of a lineage.
/// </remarks>
public sealed class SymbolTable
{
    /// <summary>Entries of either kind that a table may hold before it is worth asking how many are still in use.</summary>
    public const int MinimumLimit = 2048;

    /// <summary>In stock mosh a cell takes more combining marks only while its contents are shorter than this, in bytes of UTF-8 (mosh-protocol §8.4).</summary>
    public const int StockClusterGrowthLimitBytes = 32;

    /// <summary>A cell takes more code points only while its contents are shorter than this: room for the longest emoji sequences and stacks of marks.</summary>
    public const int ClusterGrowthLimitBytes = 128;

    /// <summary>Most bytes that the contents of a cell can have: one code point past <see cref="ClusterGrowthLimitBytes"/> minus one.</summary>
    public const int MaxClusterBytes = ClusterGrowthLimitBytes - 1 + 4;

    /// <summary>Two strings, a record, and entries of a list and of a dictionary.</summary>
    private const int LinkOverheadBytes = 120;

    private Style[] _styles;
    private int[] _styleBuckets;
    private int _styleCount = 1;
    private int _lastStyleId;

    private byte[] _clusterBytes = [];
    private int[] _clusterEnds = [0];
    private int[] _clusterBuckets = [];
    private int _clusterCount;

    // Link n has id n + 1: 0 is "no link".
    private List<LinkTarget>? _links;
    private Dictionary<LinkTarget, int>? _linkIds;

    private int _limit = MinimumLimit;

    /// <summary>An empty table: the default style and no cluster.</summary>
    public SymbolTable()
        : this(16)
    {
    }

    private SymbolTable(int styles)
    {
        _styles = new Style[styles];
        _styleBuckets = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(2 * styles))];
    }

    /// <summary>Number of distinct styles that have entries, the default one included.</summary>
    public int StyleCount => _styleCount;

    /// <summary>Number of distinct clusters.</summary>
    public int ClusterCount => _clusterCount;

    /// <summary>True when the table has outgrown its limit and the owner should move its live rows to a fresh one.</summary>
    internal bool NeedsRenewal => _styleCount > _limit || _clusterCount > _limit || LinkCount > _limit;

    /// <summary>Number of distinct hyperlinks.</summary>
    public int LinkCount => _links?.Count ?? 0;

    /// <summary>About the memory that the hyperlinks take.</summary>
    internal int LinkBytes { get; private set; }

    /// <summary>The hyperlink with this id, which must not be 0.</summary>
    public LinkTarget LinkOf(int id) => _links![id - 1];

    /// <summary>The id of a hyperlink for <see cref="Style.LinkId"/>; it is added when it is new.</summary>
    public int InternLink(LinkTarget link)
    {
        _links ??= [];
        _linkIds ??= [];
        if (!_linkIds.TryGetValue(link, out int id))
        {
            _links.Add(link);
            _linkIds.Add(link, id = _links.Count);
            LinkBytes += LinkOverheadBytes + (sizeof(char) * (link.Uri.Length + link.Id.Length));
        }

        return id;
    }

    /// <summary>A style of another table in terms of this one: only the hyperlink needs translation.</summary>
    public Style Import(SymbolTable source, in Style style)
    {
        ArgumentNullException.ThrowIfNull(source);
        return style.LinkId == 0 || ReferenceEquals(source, this) ? style : style with { LinkId = InternLink(source.LinkOf(style.LinkId)) };
    }

    /// <summary>True when two styles of possibly different tables are the same, their hyperlinks included.</summary>
    public static bool SameStyle(SymbolTable table, in Style style, SymbolTable otherTable, in Style other)
    {
        if (ReferenceEquals(table, otherTable) || (style.LinkId | other.LinkId) == 0)
            return style == other;

        return style.LinkId != 0 && other.LinkId != 0 && style.WithoutLink() == other.WithoutLink()
            && table.LinkOf(style.LinkId) == otherTable.LinkOf(other.LinkId);
    }

    /// <summary>The style with this id.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Style StyleOf(int id) => (id & Style.PackedBit) != 0 ? Style.FromPacked(id) : _styles[id];

    /// <summary>True when this is the id of a style here.</summary>
    internal bool HasStyle(int id) => (id & Style.PackedBit) != 0 ? id > 0 : (uint)id < (uint)_styleCount;

    /// <summary>The id of a style, which is added when it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Intern(in Style style) => style.TryPack(out int id) ? id : InternEntry(style);

    private int InternEntry(in Style style)
    {
        if (_styles[_lastStyleId] == style)
            return _lastStyleId;

        int bucket = (int)(Hash(style) & (uint)(_styleBuckets.Length - 1));
        for (int id; (id = _styleBuckets[bucket]) != 0; bucket = (bucket + 1) & (_styleBuckets.Length - 1))
        {
            if (_styles[id] == style)
                return _lastStyleId = id;
        }

        return _lastStyleId = AddStyle(style, bucket);
    }

    /// <summary>The contents of a cluster, as UTF-8: the base, then the marks.</summary>
    public ReadOnlySpan<byte> ClusterUtf8(Cell cell)
    {
        int id = cell.ClusterId;
        return _clusterBytes.AsSpan(_clusterEnds[id]..ClusterEnd(id));
    }

    /// <summary>
    /// The cell with one more combining mark. A blank cell becomes a no-break space that carries the mark (stock's "fallback" cell, which it draws the
    /// same way). A cell that is full (<paramref name="growthLimitBytes"/>) is returned unchanged.
    /// </summary>
    internal Cell Combine(Cell cell, int mark, int growthLimitBytes = ClusterGrowthLimitBytes)
    {
        Span<byte> utf8 = stackalloc byte[MaxClusterBytes];
        int length = CopyUtf8(cell.IsBlank ? Cell.Of(0xA0, 1, 0) : cell, utf8);
        if (length >= growthLimitBytes)
            return cell;

        length += new Rune(mark).EncodeToUtf8(utf8[length..]);
        int id = InternCluster(utf8[..length]);
        return id < 0 ? cell : Cell.OfCluster(id, cell.IsWide, cell.StyleId);
    }

    /// <summary>A cell that shows a whole cluster of at most <see cref="MaxClusterBytes"/> bytes of valid UTF-8; a space when the id space is exhausted.</summary>
    internal Cell MakeCluster(ReadOnlySpan<byte> utf8, bool wide, int styleId)
    {
        int id = InternCluster(utf8);
        return id < 0 ? Cell.Of(' ', 1, styleId) : Cell.OfCluster(id, wide, styleId);
    }

    /// <summary>Writes the contents of a cell as UTF-8 into at least <see cref="MaxClusterBytes"/> bytes; a blank cell writes nothing. Returns the length.</summary>
    public int CopyUtf8(Cell cell, Span<byte> destination)
    {
        if (cell.IsCluster)
        {
            ReadOnlySpan<byte> cluster = ClusterUtf8(cell);
            cluster.CopyTo(destination);
            return cluster.Length;
        }

        return cell.IsBlank ? 0 : new Rune(cell.CodePoint).EncodeToUtf8(destination);
    }

    /// <summary>The same cell in terms of this table: style and cluster are interned here.</summary>
    internal Cell Import(SymbolTable source, Cell cell)
    {
        if (ReferenceEquals(source, this))
            return cell;

        int styleId = cell.StyleId;
        if (styleId != 0 && (styleId & Style.PackedBit) == 0)
            styleId = Intern(Import(source, source.StyleOf(styleId)));

        if (!cell.IsCluster)
            return cell.WithStyleId(styleId);

        int id = InternCluster(source.ClusterUtf8(cell));
        return id < 0 ? Cell.Of(' ', 1, styleId) : Cell.OfCluster(id, cell.IsWide, styleId);
    }

    /// <summary>True when two cells of possibly different tables have the same contents, width and style.</summary>
    internal static bool Same(SymbolTable table, Cell cell, SymbolTable otherTable, Cell other)
    {
        if (ReferenceEquals(table, otherTable))
            return cell == other;

        int styleId = cell.StyleId;
        int otherId = other.StyleId;
        if (((styleId | otherId) & Style.PackedBit) != 0 || (styleId | otherId) == 0)
            return styleId == otherId && SameContents(table, cell, otherTable, other);

        return SameContents(table, cell, otherTable, other)
            && SameStyle(table, table.StyleOf(cell.StyleId), otherTable, otherTable.StyleOf(other.StyleId));
    }

    /// <summary>True when two cells of possibly different tables have the same contents and width, whatever their style.</summary>
    internal static bool SameContents(SymbolTable table, Cell cell, SymbolTable otherTable, Cell other)
    {
        if (ReferenceEquals(table, otherTable) || !cell.IsCluster || !other.IsCluster)
            return cell.SameSymbol(other);

        return cell.IsWide == other.IsWide && table.ClusterUtf8(cell).SequenceEqual(otherTable.ClusterUtf8(other));
    }

    /// <summary>True once a snapshot may hold cells in terms of this table: it can then never be emptied.</summary>
    internal bool IsShared { get; private set; }

    /// <summary>Tells that another picture has this table, too.</summary>
    internal void Share() => IsShared = true;

    /// <summary>An empty table with room for as many styles as this one was allowed: a host that used them up will do so again.</summary>
    internal SymbolTable NewEpoch() => new(_styleCount > _limit ? _limit + 2 : 16);

    /// <summary>Makes a table that nobody looks at any more as good as new, and keeps its memory.</summary>
    internal void Empty()
    {
        Array.Clear(_styleBuckets);
        Array.Clear(_clusterBuckets);
        _links?.Clear();
        _linkIds?.Clear();
        LinkBytes = 0;
        _styleCount = 1;
        _lastStyleId = 0;
        _clusterCount = 0;
        _limit = MinimumLimit;
    }

    /// <summary>Called on a fresh table once the live rows have moved in: leaves room for as many symbols again before the next move.</summary>
    internal void SetLimitFromUse() => _limit = Math.Max(MinimumLimit, 2 * Math.Max(_styleCount, Math.Max(_clusterCount, LinkCount)));

    private int AddStyle(in Style style, int bucket)
    {
        int id = _styleCount++;
        if (id == _styles.Length)
            Array.Resize(ref _styles, 2 * id);

        _styles[id] = style;
        _styleBuckets[bucket] = id;
        if (2 * _styleCount > _styleBuckets.Length)
            RehashStyles();

        return id;
    }

    private void RehashStyles()
    {
        int[] buckets = new int[2 * _styleBuckets.Length];
        for (int id = 1; id < _styleCount; id++)
        {
            uint bucket = Hash(_styles[id]);
            while (buckets[bucket & (uint)(buckets.Length - 1)] != 0)
                bucket++;

            buckets[bucket & (uint)(buckets.Length - 1)] = id;
        }

        _styleBuckets = buckets;
    }

    /// <returns>The id, or -1 when the id space of a cell is exhausted.</returns>
    private int InternCluster(ReadOnlySpan<byte> utf8)
    {
        if (2 * (_clusterCount + 1) > _clusterBuckets.Length)
            RehashClusters();

        int mask = _clusterBuckets.Length - 1;
        int bucket = (int)Hash(utf8) & mask;
        for (int stored; (stored = _clusterBuckets[bucket]) != 0; bucket = (bucket + 1) & mask)
        {
            if (_clusterBytes.AsSpan(_clusterEnds[stored - 1]..ClusterEnd(stored - 1)).SequenceEqual(utf8))
                return stored - 1;
        }

        if (_clusterCount > Cell.MaxClusterId)
            return -1;

        int start = _clusterEnds[_clusterCount];
        if (start + utf8.Length > _clusterBytes.Length)
            Array.Resize(ref _clusterBytes, Math.Max(256, 2 * _clusterBytes.Length));

        utf8.CopyTo(_clusterBytes.AsSpan(start));
        int id = _clusterCount++;
        if (_clusterCount == _clusterEnds.Length)
            Array.Resize(ref _clusterEnds, 2 * _clusterEnds.Length);

        _clusterEnds[_clusterCount] = start + utf8.Length;
        _clusterBuckets[bucket] = id + 1;
        return id;
    }

    private void RehashClusters()
    {
        int[] buckets = new int[Math.Max(32, 2 * _clusterBuckets.Length)];
        for (int id = 0; id < _clusterCount; id++)
        {
            int bucket = (int)Hash(_clusterBytes.AsSpan(_clusterEnds[id]..ClusterEnd(id))) & (buckets.Length - 1);
            while (buckets[bucket] != 0)
                bucket = (bucket + 1) & (buckets.Length - 1);

            buckets[bucket] = id + 1;
        }

        _clusterBuckets = buckets;
    }

    private int ClusterEnd(int id) => _clusterEnds[id + 1];

    private static uint Hash(in Style style)
    {
        ulong mixed = (style.Look * 0x9E3779B97F4A7C15) ^ (style.Rest * 0xC2B2AE3D27D4EB4F);
        return (uint)((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9 >> 32);
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        // FNV-1a with a final mix: short keys, and a hostile host gains nothing but slower combining marks of its own.
        uint hash = 2166136261;
        foreach (byte b in utf8)
            hash = (hash ^ b) * 16777619;

        return hash ^ (hash >> 15);
    }
}
