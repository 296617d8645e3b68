using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Some thousand lines of history as bytes. A line is its mark (run on into the next one or not), then runs of cells of one
/// style: number of columns and kind of style, style, contents. Plain text costs a byte a cell.
/// </summary>
/// <remarks>
/// Contents: 0x20-0x7E stand for themselves, <see cref="BlankCell"/> for a cell never written, UTF-8 for another code point, each after <see cref="WideCell"/>
/// if it is two columns wide; a cluster is <see cref="ClusterCell"/>, length, UTF-8.
/// </remarks>
internal sealed class HistoryPage
{
    internal const int CapacityBytes = 64 * 1024;

    private const int LongLineBytes = 4096;
    private const byte BlankCell = 0x00;
    private const byte WideCell = 0x01;
    private const byte ClusterCell = 0x02;
    private const int MaxVarintBytes = 5;

    // How the style of a run is given: not at all, in one word, in two. Looking styles up would cost more than the bytes.
    private const int DefaultStyle = 0;
    private const int PlainStyle = 1;
    private const int RichStyle = 2;
    private const int KindBits = 2;

    // Of the hyperlinks alone.
    private SymbolTable? _links;
    private readonly List<int> _starts = [];
    private byte[] _bytes = new byte[1024];
    private int _length;

    internal int Count => _starts.Count;

    internal int Bytes => _bytes.Length;

    /// <summary>True when a long line might make the page grow.</summary>
    internal bool IsFull => _length > CapacityBytes - LongLineBytes;

    /// <summary>Forgets all lines but keeps the memory for others.</summary>
    internal void Clear()
    {
        _starts.Clear();
        _length = 0;
        _links = null;
    }

    internal void Add(Row row, SymbolTable symbols)
    {
        ReadOnlySpan<Cell> cells = row.Cells[..row.Used];
        while (!cells.IsEmpty && cells[^1].Bits == 0)
        {
            cells = cells[..^1];
        }

        _starts.Add(_length);
        Reserve(MaxVarintBytes);
        _bytes[_length++] = row.Wrapped ? (byte)1 : (byte)0;
        while (!cells.IsEmpty)
        {
            int run = RunOf(cells);
            Reserve((2 * MaxVarintBytes) + (2 * sizeof(ulong)) + run);
            AddRunHead(run, cells[0].StyleId, symbols);
            AddContents(cells[..run], symbols);
            cells = cells[run..];
        }
    }

    /// <summary>Takes the newest line away and appends its cells, in terms of the given table. Returns whether it runs on into the line after it.</summary>
    internal bool TakeLast(List<Cell> cells, SymbolTable symbols)
    {
        ReadOnlySpan<byte> line = _bytes.AsSpan(_starts[^1].._length);
        _length = _starts[^1];
        _starts.RemoveAt(_starts.Count - 1);
        bool isWrapped = line[0] != 0;
        line = line[1..];
        while (!line.IsEmpty)
        {
            int head = ReadVarint(ref line);
            Style style = ReadStyle(ref line, head & ((1 << KindBits) - 1), symbols);
            int styleId = symbols.Intern(style);
            int hiddenId = style.Background.IsDefault ? 0 : symbols.Intern(style.ForErase());
            for (int left = head >> KindBits; left > 0;)
            {
                Cell cell = ReadCell(ref line, styleId, symbols);
                cells.Add(cell);
                left--;
                if (cell.IsWide && left > 0)
                {
                    cells.Add(Cell.Blank(hiddenId));
                    left--;
                }
            }
        }

        return isWrapped;
    }

    /// <summary>Whether the newest line runs on into the one after it.</summary>
    internal bool LastIsWrapped => _bytes[_starts[^1]] != 0;

    /// <summary>How many cells from the first on have its style, the hidden halves of wide cells counted with them.</summary>
    private static int RunOf(ReadOnlySpan<Cell> cells)
    {
        int styleId = cells[0].StyleId;
        int run = 1;
        if (Vector256.IsHardwareAccelerated)
        {
            ReadOnlySpan<ulong> bits = MemoryMarshal.Cast<Cell, ulong>(cells);
            Vector256<ulong> style = Vector256.Create((ulong)(uint)styleId << 32);
            Vector256<ulong> mask = Vector256.Create(0xFFFFFFFF_00000000);
            while (run <= bits.Length - 4 && ((Vector256.Create(bits[run..]) ^ style) & mask) == Vector256<ulong>.Zero)
            {
                run += 4;
            }
        }

        while (run < cells.Length && (cells[run].StyleId == styleId || (cells[run - 1].IsWide && cells[run].IsBlank)))
        {
            run++;
        }

        return run;
    }

    private void AddContents(ReadOnlySpan<Cell> cells, SymbolTable symbols)
    {
        int ascii = AddAscii(cells);
        for (int at = ascii; at < cells.Length; at++)
        {
            Cell cell = cells[at];
            Reserve(SymbolTable.MaxClusterBytes + MaxVarintBytes + 2 + cells.Length - at);
            if (cell.IsWide)
            {
                _bytes[_length++] = WideCell;
                at++;
            }

            if (cell.IsCluster)
            {
                ReadOnlySpan<byte> utf8 = symbols.ClusterUtf8(cell);
                _bytes[_length++] = ClusterCell;
                AddVarint(utf8.Length);
                utf8.CopyTo(_bytes.AsSpan(_length));
                _length += utf8.Length;
            }
            else if (cell.IsBlank)
            {
                _bytes[_length++] = BlankCell;
            }
            else
            {
                _length += new Rune(cell.CodePoint).EncodeToUtf8(_bytes.AsSpan(_length));
            }
        }
    }

    /// <summary>Writes the ASCII (and blank) cells at the beginning at a byte each; returns how many there were. Room has been reserved.</summary>
    private int AddAscii(ReadOnlySpan<Cell> cells)
    {
        ReadOnlySpan<ulong> bits = MemoryMarshal.Cast<Cell, ulong>(cells);
        Span<byte> target = _bytes.AsSpan(_length, cells.Length);
        ulong style = bits[0] & 0xFFFFFFFF_00000000;
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ulong> plain = Vector256.Create(style);
            Vector256<ulong> low = Vector256.Create(0x7FUL);
            for (; at <= bits.Length - 8; at += 8)
            {
                Vector256<ulong> one = Vector256.Create(bits[at..]) ^ plain;
                Vector256<ulong> two = Vector256.Create(bits[(at + 4)..]) ^ plain;
                if (Vector256.AndNot(one | two, low) != Vector256<ulong>.Zero)
                {
                    break;
                }

                Vector256<uint> words = Vector256.Narrow(one, two);
                Vector128<ushort> halves = Vector128.Narrow(words.GetLower(), words.GetUpper());
                Vector128.Narrow(halves, halves).GetLower().CopyTo(target[at..]);
            }
        }

        for (; at < bits.Length && ((bits[at] ^ style) & ~0x7FUL) == 0; at++)
        {
            target[at] = (byte)bits[at];
        }

        _length += at;
        return at;
    }

    private static Cell ReadCell(ref ReadOnlySpan<byte> line, int styleId, SymbolTable symbols)
    {
        bool isWide = line[0] == WideCell;
        line = isWide ? line[1..] : line;
        if (line[0] == BlankCell)
        {
            line = line[1..];
            return Cell.Blank(styleId);
        }

        if (line[0] == ClusterCell)
        {
            line = line[1..];
            int length = ReadVarint(ref line);
            Cell cluster = symbols.MakeCluster(line[..length], isWide, styleId);
            line = line[length..];
            return cluster;
        }

        OperationStatus status = Rune.DecodeFromUtf8(line, out Rune rune, out int consumed);
        System.Diagnostics.Debug.Assert(status == OperationStatus.Done, "history holds what it has encoded itself");
        line = line[consumed..];
        return Cell.Of(rune.Value, isWide ? 2 : 1, styleId);
    }

    private void AddRunHead(int columns, int styleId, SymbolTable symbols)
    {
        if (styleId == 0)
        {
            AddVarint((columns << KindBits) | DefaultStyle);
            return;
        }

        Style style = symbols.StyleOf(styleId);
        if (style.Rest == 0)
        {
            AddVarint((columns << KindBits) | PlainStyle);
            AddWord(style.Look);
            return;
        }

        style = (_links ??= new SymbolTable()).Import(symbols, style);
        AddVarint((columns << KindBits) | RichStyle);
        AddWord(style.Look);
        AddWord(style.Rest);
    }

    private Style ReadStyle(ref ReadOnlySpan<byte> line, int kind, SymbolTable symbols)
    {
        switch (kind)
        {
            case DefaultStyle:
                return default;
            case PlainStyle:
                return Style.FromWords(ReadWord(ref line), 0);
            default:
                var style = Style.FromWords(ReadWord(ref line), ReadWord(ref line));
                return symbols.Import(_links!, style);
        }
    }

    private void AddWord(ulong word)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), word);
        _length += sizeof(ulong);
    }

    private static ulong ReadWord(ref ReadOnlySpan<byte> line)
    {
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(line);
        line = line[sizeof(ulong)..];
        return word;
    }

    private void AddVarint(int value)
    {
        uint rest = (uint)value;
        while (rest >= 0x80)
        {
            _bytes[_length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        _bytes[_length++] = (byte)rest;
    }

    private static int ReadVarint(ref ReadOnlySpan<byte> line)
    {
        int value = 0;
        for (int at = 0; ; at++)
        {
            value |= (line[at] & 0x7F) << (7 * at);
            if (line[at] < 0x80)
            {
                line = line[(at + 1)..];
                return value;
            }
        }
    }

    private void Reserve(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)(_length + count)), 2 * _bytes.Length));
        }
    }
}
