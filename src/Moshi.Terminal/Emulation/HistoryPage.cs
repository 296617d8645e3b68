using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Some thousand lines of history as bytes. A line is a sequence of runs of cells in one style: head (number of columns, form of the contents, form of the
/// style), style, contents. Plain text costs a byte a cell.
/// </summary>
/// <remarks>
/// Every line that scrolls off the screen passes here, so nothing is looked up: styles are kept as packed ids or as their words, other text than ASCII as four bytes a character.
/// Contents are ASCII, with 0 for a cell never written; or the symbols of the cells; or a single cluster, its length in place of its id, and its UTF-8; or, for
/// text that was never drawn (<see cref="TextLine"/>), the text as it came. Such a line may be several rows, which are drawn when somebody asks for them (<see cref="DrawLast"/>).
/// </remarks>
internal sealed class HistoryPage
{
    internal const int CapacityBytes = 64 * 1024;

    private const int LongLineBytes = TextLineReader.MaxLineBytes + TextHeadBytes;
    private const int MaxLines = 2048;
    private const int HeadBytes = sizeof(ushort);
    private const int MaxRunHeadBytes = HeadBytes + (2 * sizeof(ulong));

    // A head: the number of columns, at most Framebuffer.MaxSide, above two bits for the contents and two for the style.
    private const int ColumnsShift = 4;
    private const int HasSymbols = 4;
    private const int HasCluster = 8;

    // For the columns, those of the screen; a word for the length and a byte for how it is measured follow.
    private const int HasText = 12;
    private const int TextHeadBytes = HeadBytes + sizeof(ushort) + sizeof(byte);
    private const int PolicyShift = 4;
    private const int StyleMask = 3;
    private const int DefaultStyle = 0;
    private const int PlainStyle = 1;
    private const int RichStyle = 2;
    private const int PackedStyle = 3;

    /// <summary>ASCII cells in a row after which other text is given up: changing the form for each word costs more than the bytes.</summary>
    private const int AsciiInSymbols = 12;

    private const ulong StyleIdMask = 0xFFFFFFFF_00000000;
    private const ulong AsciiMask = 0x7F;

    // A run of a single cell of ASCII in a packed style: head, style, character.
    private const int SingleBytes = HeadBytes + sizeof(int) + sizeof(byte);
    private const ulong SingleHead = (1 << ColumnsShift) | PackedStyle;
    private const ulong SinglePacked = (ulong)Style.PackedBit << 32;
    private const ulong OtherThanSingle = SinglePacked | (1UL << 63) | (~StyleIdMask & ~AsciiMask);
    private const int CellsAtOnce = 8;

    /// <summary>Symbols that are no id of a cluster.</summary>
    private const ulong SymbolMask = 0xFFFFFFFF & ~Cell.ClusterMask;

    // Of the hyperlinks alone.
    private SymbolTable? _links;

    // Rows that undrawn lines have beyond one each: about; and of the first so many lines, exactly.
    private int _furtherRows;
    private int _countedLines;
    private int _countedRows;

    // Where each line begins; the lowest bit tells whether it runs on into the next one.
    private int[] _lines = new int[32];
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Lines, each of one row or, undrawn, of several.</summary>
    internal int Count { get; private set; }

    /// <summary>Rows, without drawing what is not drawn yet: about.</summary>
    internal int RowsAbout => Count + _furtherRows;

    internal int Bytes => _bytes.Length + (_lines.Length * sizeof(int));

    internal int LinkBytes => _links?.LinkBytes ?? 0;

    /// <summary>True when a long line might make the page grow.</summary>
    internal bool IsFull => _length > CapacityBytes - LongLineBytes || Count == MaxLines || (_links is not null && _links.LinkBytes > CapacityBytes);

    /// <summary>Whether the newest line runs on into the one after it.</summary>
    internal bool LastIsWrapped => (_lines[Count - 1] & 1) != 0;

    /// <summary>Whether the newest line has to be drawn (<see cref="DrawLast"/>) before it can be taken.</summary>
    internal bool LastIsUndrawn => IsUndrawn(TextOf(Count - 1));

    /// <summary>Forgets all lines but keeps the memory for others.</summary>
    internal void Clear()
    {
        Count = 0;
        _length = 0;
        _links = null;
        (_furtherRows, _countedLines, _countedRows) = (0, 0, 0);
    }

    /// <summary>Adds text that was never drawn, as it came.</summary>
    internal void Add(ReadOnlySpan<byte> utf8, in TextLine line)
    {
        Begin(line.IsWrapped);
        if (utf8.IsEmpty)
            return;

        Reserve(TextHeadBytes + utf8.Length);
        Span<byte> target = _bytes.AsSpan(_length);
        int head = line.Columns << ColumnsShift;
        int headBytes = HeadBytes;
        if (!line.IsAscii)
        {
            head |= HasText;
            headBytes = TextHeadBytes;
            BinaryPrimitives.WriteUInt16LittleEndian(target[HeadBytes..], (ushort)utf8.Length);
            target[TextHeadBytes - 1] = (byte)(((int)line.WidthPolicy << PolicyShift) | (int)line.AmbiguousWidth);
            _furtherRows += FurtherRowsOf(utf8.Length, line.Columns);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)head);
        utf8.CopyTo(target[headBytes..]);
        _length += headBytes + utf8.Length;
    }

    /// <summary>What most scripts come to: a column takes two bytes, be it one of two or half of four.</summary>
    private static int FurtherRowsOf(int bytes, int columns) => bytes / (2 * columns);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Begin(bool isWrapped)
    {
        if (Count == _lines.Length)
            Array.Resize(ref _lines, 2 * _lines.Length);

        _lines[Count++] = (_length << 1) | (isWrapped ? 1 : 0);
    }

    internal void Add(Row row, SymbolTable symbols)
    {
        Begin(row.Wrapped);
        ReadOnlySpan<ulong> cells = MemoryMarshal.Cast<Cell, ulong>(row.Cells)[..LengthOf(row)];
        if (TryAddPlain(cells))
            return;

        while (!cells.IsEmpty)
        {
            int count = AddSingles(cells);
            cells = cells[(count > 0 ? count : AddRun(cells, symbols))..];
        }
    }

    /// <summary>Adds ASCII cells as long as each has a style of its own, as pictures of characters do; returns how many.</summary>
    private int AddSingles(ReadOnlySpan<ulong> cells)
    {
        int count = 0;
        Reserve((cells.Length * SingleBytes) + sizeof(ulong));
        Span<byte> target = _bytes.AsSpan(_length);
        while (count < cells.Length)
        {
            ulong cell = cells[count];
            bool isSingle = (cell & OtherThanSingle) == SinglePacked && (count + 1 == cells.Length || ((cells[count + 1] ^ cell) & StyleIdMask) != 0);
            if (!isSingle)
                break;

            BinaryPrimitives.WriteUInt64LittleEndian(target, SingleHead | (cell >> 32 << (8 * HeadBytes)) | (cell << (8 * (SingleBytes - 1))));
            target = target[SingleBytes..];
            count++;
        }

        _length += count * SingleBytes;
        return count;
    }

    /// <summary>Adds a line of ASCII in the default style, which is what most are.</summary>
    private bool TryAddPlain(ReadOnlySpan<ulong> cells)
    {
        if (cells.IsEmpty)
            return true;

        int end = _length + HeadBytes + cells.Length;
        if (end > _bytes.Length || CopyAscii(cells, _bytes.AsSpan(_length + HeadBytes, cells.Length), style: 0) < cells.Length)
            return false;

        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), (ushort)(cells.Length << ColumnsShift));
        _length = end;
        return true;
    }

    /// <summary>Columns that are kept: all of a line that runs on; else those up to the last cell that is not blank, and what hides under it.</summary>
    private static int LengthOf(Row row)
    {
        if (row.Wrapped)
            return row.Columns;

        int length = row.Used;
        while (length > 0 && row[length - 1].Bits == 0)
            length--;

        return length > 0 && row[length - 1].IsWide ? Math.Min(length + 1, row.Columns) : length;
    }

    /// <summary>Rows, exactly: draws for that what is not drawn yet, once.</summary>
    internal int CountRows()
    {
        for (; _countedLines < Count; _countedLines++)
        {
            ReadOnlySpan<byte> line = TextOf(_countedLines);
            _countedRows += IsUndrawn(line) ? Draw(line).Screen.CursorRow + 1 : 1;
        }

        return _countedRows;
    }

    /// <summary>Puts the rows of the newest line, which is undrawn, in its place.</summary>
    internal void DrawLast()
    {
        ReadOnlySpan<byte> line = TextOf(Count - 1);
        Emulator drawn = Draw(line);
        _furtherRows -= FurtherRowsOf(line.Length - TextHeadBytes, BinaryPrimitives.ReadUInt16LittleEndian(line) >> ColumnsShift);
        RemoveLast();
        for (int row = 0; row <= drawn.Screen.CursorRow; row++)
            Add(drawn.Screen.RowAt(row), drawn.Screen.Symbols);
    }

    /// <summary>A screen with the rows of an undrawn line, up to that of the cursor.</summary>
    private static Emulator Draw(ReadOnlySpan<byte> line)
    {
        int columns = BinaryPrimitives.ReadUInt16LittleEndian(line) >> ColumnsShift;
        int measure = line[TextHeadBytes - 1];
        line = line[TextHeadBytes..];

        // No byte makes more than a column, but for one that is no UTF-8, whose U+FFFD is ambiguous; and of each row at most one is left over, where something wide found no room.
        int ambiguous = measure & ((1 << PolicyShift) - 1);
        int rows = 1 + (line.Length * ambiguous / (columns - 1));
        var terminal = new Emulator(columns, rows)
        {
            HistoryLines = 0,
            WidthPolicy = (WidthPolicy)(measure >> PolicyShift),
            AmbiguousWidth = (AmbiguousWidth)ambiguous,
        };
        terminal.Feed(line);

        // Half of a character at the end is shown when something else comes.
        terminal.Feed("\r"u8);
        return terminal;
    }

    private static bool IsUndrawn(ReadOnlySpan<byte> line) => !line.IsEmpty && (BinaryPrimitives.ReadUInt16LittleEndian(line) & HasText) == HasText;

    private ReadOnlySpan<byte> TextOf(int line) => _bytes.AsSpan((_lines[line] >> 1)..(line + 1 == Count ? _length : _lines[line + 1] >> 1));

    private void RemoveLast()
    {
        _length = _lines[--Count] >> 1;
        if (_countedLines > Count)
            (_countedLines, _countedRows) = (0, 0);
    }

    /// <summary>
    /// Takes the newest line away, which must not be undrawn, and appends its cells, in terms of the given table. Returns whether it runs on into the line after it.
    /// </summary>
    internal bool TakeLast(List<Cell> cells, SymbolTable symbols)
    {
        bool isWrapped = LastIsWrapped;
        ReadOnlySpan<byte> line = TextOf(Count - 1);
        RemoveLast();
        while (!line.IsEmpty)
        {
            int head = BinaryPrimitives.ReadUInt16LittleEndian(line);
            line = line[HeadBytes..];
            Style style = ReadStyle(ref line, head & StyleMask, symbols);
            int styleId = symbols.Intern(style);
            int columns = head >> ColumnsShift;
            if ((head & HasCluster) != 0)
            {
                Cell cluster = ReadCluster(ref line, styleId, symbols);
                cells.Add(cluster);
                if (columns > 1)
                    cells.Add(Cell.Blank(style.Background.IsDefault ? 0 : symbols.Intern(style.ForErase())));
            }
            else if ((head & HasSymbols) != 0)
            {
                ReadSymbols(ref line, columns, style, styleId, cells, symbols);
            }
            else
            {
                for (int column = 0; column < columns; column++)
                    cells.Add(Cell.Of(line[column], 1, styleId));

                line = line[columns..];
            }
        }

        return isWrapped;
    }

    /// <summary>Adds as many cells as are of the first one's style and kind; returns how many.</summary>
    private int AddRun(ReadOnlySpan<ulong> cells, SymbolTable symbols)
    {
        int head = _length;
        Reserve(MaxRunHeadBytes + (cells.Length * sizeof(uint)) + SymbolTable.MaxClusterBytes);
        int kind = AddStyle((int)(cells[0] >> 32), symbols);
        ulong style = cells[0] & StyleIdMask;
        int count = CopyAscii(cells, _bytes.AsSpan(_length), style);
        _length += count;
        if (count == 0)
        {
            kind |= HasSymbols;
            count = CopySymbols(cells, _bytes.AsSpan(_length), style);
            _length += count * sizeof(uint);
        }

        if (count == 0)
        {
            kind += HasCluster - HasSymbols;
            count = AddCluster(cells, symbols);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(head), (ushort)((count << ColumnsShift) | kind));
        return count;
    }

    /// <summary>Leaves room for the head and writes the style behind it; returns its form.</summary>
    private int AddStyle(int styleId, SymbolTable symbols)
    {
        Span<byte> target = _bytes.AsSpan(_length + HeadBytes);
        if (styleId == 0)
        {
            _length += HeadBytes;
            return DefaultStyle;
        }

        if ((styleId & Style.PackedBit) != 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target, styleId);
            _length += HeadBytes + sizeof(int);
            return PackedStyle;
        }

        Style style = symbols.StyleOf(styleId);
        if (style.Rest == 0)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, style.Look);
            _length += HeadBytes + sizeof(ulong);
            return PlainStyle;
        }

        style = (_links ??= new SymbolTable()).Import(symbols, style);
        BinaryPrimitives.WriteUInt64LittleEndian(target, style.Look);
        BinaryPrimitives.WriteUInt64LittleEndian(target[sizeof(ulong)..], style.Rest);
        _length += MaxRunHeadBytes;
        return RichStyle;
    }

    private Style ReadStyle(ref ReadOnlySpan<byte> line, int kind, SymbolTable symbols)
    {
        if (kind == DefaultStyle)
            return default;

        if (kind == PackedStyle)
        {
            int packed = BinaryPrimitives.ReadInt32LittleEndian(line);
            line = line[sizeof(int)..];
            return Style.FromPacked(packed);
        }

        ulong look = BinaryPrimitives.ReadUInt64LittleEndian(line);
        line = line[sizeof(ulong)..];
        if (kind == PlainStyle)
            return Style.FromWords(look, 0);

        ulong rest = BinaryPrimitives.ReadUInt64LittleEndian(line);
        line = line[sizeof(ulong)..];
        return symbols.Import(_links!, Style.FromWords(look, rest));
    }

    /// <summary>
    /// Copies the ASCII (and blank) cells of a style at the beginning, a byte each; returns how many there were. The target is as long as the cells: what is behind those
    /// copied may be written to.
    /// </summary>
    private static int CopyAscii(ReadOnlySpan<ulong> cells, Span<byte> target, ulong style)
    {
        int at = 0;
        if (Vector128.IsHardwareAccelerated && cells.Length >= CellsAtOnce)
        {
            ref ulong source = ref MemoryMarshal.GetReference(cells);
            var styles = Vector128.Create(style);
            for (; at < cells.Length - CellsAtOnce; at += CellsAtOnce)
            {
                int count = CopyEight(ref source, at, target, styles);
                if (count < CellsAtOnce)
                    return at + count;
            }

            // The last ones once more, with those that are left.
            at = cells.Length - CellsAtOnce;
            return at + CopyEight(ref source, at, target, styles);
        }

        for (; at < cells.Length && ((cells[at] ^ style) & ~AsciiMask) == 0; at++)
            target[at] = (byte)cells[at];

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CopyEight(ref ulong source, int at, Span<byte> target, Vector128<ulong> styles)
    {
        Vector128<ulong> first = Vector128.LoadUnsafe(ref source, (nuint)at) ^ styles;
        Vector128<ulong> second = Vector128.LoadUnsafe(ref source, (nuint)at + 2) ^ styles;
        Vector128<ulong> third = Vector128.LoadUnsafe(ref source, (nuint)at + 4) ^ styles;
        Vector128<ulong> fourth = Vector128.LoadUnsafe(ref source, (nuint)at + 6) ^ styles;
        var narrow = Vector128.Narrow(Vector128.Narrow(first, second), Vector128.Narrow(third, fourth));
        BinaryPrimitives.WriteUInt64LittleEndian(target[at..], Vector128.Narrow(narrow, narrow).AsUInt64().ToScalar());
        var others = Vector128.Create(~AsciiMask);
        if (((first | second | third | fourth) & others) == Vector128<ulong>.Zero)
            return CellsAtOnce;

        uint same = Same(first) | (Same(second) << 2) | (Same(third) << 4) | (Same(fourth) << 6);
        return BitOperations.TrailingZeroCount(~same);

        uint Same(Vector128<ulong> cells) => Vector128.Equals(cells & others, Vector128<ulong>.Zero).ExtractMostSignificantBits();
    }

    /// <summary>
    /// Copies the symbols of the cells of a style up to a cluster or a run of ASCII, the hidden halves of wide ones as blanks; returns how many there were.
    /// </summary>
    private static int CopySymbols(ReadOnlySpan<ulong> cells, Span<byte> target, ulong style)
    {
        Span<uint> symbols = MemoryMarshal.Cast<byte, uint>(target);
        int at = 0;
        int ascii = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref ulong source = ref MemoryMarshal.GetReference(cells);
            var styles = Vector128.Create(style);
            var others = Vector128.Create(~SymbolMask);
            var beyond = Vector128.Create(~AsciiMask);
            for (; at <= cells.Length - 4; at += 4)
            {
                Vector128<ulong> first = Vector128.LoadUnsafe(ref source, (nuint)at) ^ styles;
                Vector128<ulong> second = Vector128.LoadUnsafe(ref source, (nuint)at + 2) ^ styles;
                Vector128<ulong> all = first | second;
                ascii = (all & beyond) == Vector128<ulong>.Zero ? ascii + 4 : 0;
                if ((all & others) != Vector128<ulong>.Zero || ascii > AsciiInSymbols)
                    break;

                Vector128.Narrow(first, second).CopyTo(symbols[at..]);
            }
        }

        for (; at < cells.Length; at++)
        {
            ulong symbol = cells[at] ^ style;
            bool isHidden = at > 0 && Cell.FromBits(cells[at - 1]).IsWide;
            if (isHidden)
                symbol = 0;
            else if ((symbol & ~SymbolMask) != 0 || ((symbol & ~AsciiMask) == 0 && ++ascii > AsciiInSymbols))
                break;

            symbols[at] = (uint)symbol;
        }

        return at;
    }

    private static void ReadSymbols(ref ReadOnlySpan<byte> line, int columns, in Style style, int styleId, List<Cell> cells, SymbolTable symbols)
    {
        int hiddenId = style.Background.IsDefault ? 0 : symbols.Intern(style.ForErase());
        bool isHidden = false;
        for (int column = 0; column < columns; column++)
        {
            Cell cell = Cell.FromBits(BinaryPrimitives.ReadUInt32LittleEndian(line)).WithStyleId(styleId);
            line = line[sizeof(uint)..];
            cells.Add(isHidden ? Cell.Blank(hiddenId) : cell);
            isHidden = !isHidden && cell.IsWide;
        }
    }

    /// <summary>Adds a cluster; returns how many columns it has.</summary>
    private int AddCluster(ReadOnlySpan<ulong> cells, SymbolTable symbols)
    {
        var cell = Cell.FromBits(cells[0]);
        ReadOnlySpan<byte> utf8 = symbols.ClusterUtf8(cell);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_length), (uint)Cell.OfCluster(utf8.Length, cell.IsWide, 0).Bits);
        _length += sizeof(uint);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
        return Math.Min(cell.Width, cells.Length);
    }

    private static Cell ReadCluster(ref ReadOnlySpan<byte> line, int styleId, SymbolTable symbols)
    {
        var cell = Cell.FromBits(BinaryPrimitives.ReadUInt32LittleEndian(line));
        line = line[sizeof(uint)..];
        Cell cluster = symbols.MakeCluster(line[..cell.ClusterId], cell.IsWide, styleId);
        line = line[cell.ClusterId..];
        return cluster;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve(int count)
    {
        if (_length + count > _bytes.Length)
            Grow(count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count) =>
        Array.Resize(ref _bytes, Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)), 2 * _bytes.Length));
}
