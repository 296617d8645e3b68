using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Cuts plain text into the rows that it would make on a screen of some width, without drawing it: printable characters, each line ended by CR LF. It gives up
/// where anything else begins, or where clusters do something rare at the right edge; what was read until then stands.
/// </summary>
/// <param name="text">Text whose first character goes to the first column.</param>
/// <param name="columns">Width of the screen.</param>
/// <param name="readsClusters">Whether it is measured in clusters (mode 2027). If not, it ends at the first character beyond ASCII.</param>
/// <param name="ambiguous">Columns of ambiguous characters.</param>
/// <param name="position">Where the first row begins.</param>
[StructLayout(LayoutKind.Auto)]
internal ref struct TextRowReader(ReadOnlySpan<byte> text, int columns, bool readsClusters, AmbiguousWidth ambiguous, int position = 0)
{
    /// <summary>More bytes than these in a row are marks upon marks.</summary>
    private const int MaxRowBytes = 4096;

    /// <summary>Bytes looked at one by one: most ends of short words are found before a search would have begun.</summary>
    private const int NearBytes = 6;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly byte[] _plainWidths = Widths.PlainWidths(ambiguous);

    /// <summary>Where the row begins that could not be read, or the next one.</summary>
    public int Position { get; private set; } = position;

    /// <summary>After a row that could not be read: true when it might be, if only there were more text.</summary>
    public bool IsOutOfText { get; private set; }

    /// <summary>Reads a row that has an end: CR LF, or a character that goes to the next row. False, and no step forward, where there is none.</summary>
    public bool TryRead(out TextRow row)
    {
        int start = Position;
        int at = CountAscii(start, columns + 1);
        int column = at - start;
        if (column > columns)
            return Complete(start, at - 1, columns, isWrapped: true, isAscii: true, out row);

        if (EndsLine(at))
            return Complete(start, at, column, isWrapped: false, isAscii: true, out row);

        if (readsClusters)
            return TryReadText(start, at, column, out row);

        row = default;
        return StopAt(at);
    }

    /// <summary>Notes whether a row could not be read for want of text, be it half of a character or of a line's end; always false.</summary>
    private bool StopAt(int at)
    {
        ReadOnlySpan<byte> rest = _text[at..];
        bool isCut = rest.IsEmpty || (rest[0] == 0x0D ? rest.Length == 1 : rest[0] >= 0xC2 && rest.Length < Utf8Decoder.LengthOf(rest[0]));
        IsOutOfText = isCut && _text.Length - Position <= MaxRowBytes;
        return false;
    }

    /// <summary>Goes on with a row at its first character beyond ASCII.</summary>
    private bool TryReadText(int start, int at, int column, out TextRow row)
    {
        ReadOnlySpan<byte> bytes = _text;
        var blocks = PlainBlocks.Of(ambiguous);
        int room = columns - column;

        // The cluster is told of what was measured last only when something comes that may join it in a way that is not simple, which is rare.
        bool isUntold = at > start;
        (GraphemeCluster cluster, int begun) = (default, at);
        row = default;
        while (true)
        {
            int run = isUntold || !cluster.HoldsNext ? CountOfShortRun(bytes, at, room) : 0;
            at += run;
            room -= run;
            isUntold |= run > 0;
            bool isPlainNext = isUntold || cluster.EndsBeforePlain;
            (int length, int width) = isPlainNext ? MeasurePlain(bytes[at..], blocks, room, isUntold && bytes[at - 1] < 0x80) : default;
            at += length;
            room -= width;
            isUntold |= length > 0;

            if ((uint)at >= (uint)bytes.Length || bytes[at] < 0x80)
            {
                if (CountOfShortRun(bytes, at, isUntold ? Math.Min(room, 1) : 0) > 0)
                    continue;

                return isUntold || !cluster.HoldsNext ? TryEndAtAscii(start, at, room, out row) : StopAt(at);
            }

            int bytesOfNext = Utf8Decoder.TryDecode(bytes[at..], out int codePoint);
            if (codePoint < 0xA0)
                return StopAt(at);

            int added = _plainWidths[Widths.Entry(codePoint)];
            bool isPlain = added != 0 && isPlainNext;
            begun = isPlain ? at : isUntold ? StartOfCluster(at) : begun;
            if (!isPlain)
            {
                cluster = isUntold ? Retell(begun, at) : cluster;
                if (!TryPush(ref cluster, codePoint, out added, out bool isJoined))
                    return false;

                begun = isJoined ? begun : at;
            }

            if (added > room)
            {
                // A cluster that becomes wide at the edge goes to the next row as a whole.
                return added <= columns && Complete(start, begun, columns, isWrapped: true, isAscii: false, out row);
            }

            isUntold = isPlain;
            (at, room) = (at + bytesOfNext, room - added);
        }
    }

    /// <summary>
    /// Measures the plain characters of two to four bytes at the beginning, with simple marks on them, which is what nearly all scripts are written with: as many as there is
    /// room for.
    /// </summary>
    private readonly (int Length, int Columns) MeasurePlain(ReadOnlySpan<byte> bytes, PlainBlocks blocks, int room, bool isAfterAscii)
    {
        ReadOnlySpan<byte> shorts = blocks.Short;
        ReadOnlySpan<byte> wholes = blocks.Blocks;
        int clusterWidth = isAfterAscii ? 1 : 0;
        (int at, int left) = (0, room);
        while (at <= bytes.Length - sizeof(uint))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            (int length, int width, int codePoint) = (2, 0, 0);
            if ((word & 0xC0E0) == 0x80C0)
            {
                codePoint = (int)(((word & 0x1F) << 6) | ((word >> 8) & 0x3F));
                width = shorts[codePoint];
                int next = (word & 0xC0E0_0000) == 0x80C0_0000 ? shorts[(int)(((word >> 10) & 0x7C0) | ((word >> 24) & 0x3F))] : PlainBlocks.Mixed;
                if (width + next <= left && width + next <= 2)
                {
                    // Two narrow ones, which is what alphabets are made of.
                    clusterWidth = 1;
                    left -= 2;
                    at += 4;
                    continue;
                }
            }
            else if ((word & 0xC0C0F0) == 0x8080E0)
            {
                length = 3;
                int block = (int)(((word & 0xF) << 6) | ((word >> 8) & 0x3F));
                codePoint = (block << 6) | (int)((word >> 16) & 0x3F);
                width = wholes[block];
                width = width == PlainBlocks.Mixed ? PlainBlocks.WidthOf(codePoint, _plainWidths) : width;
            }
            else
            {
                length = Utf8Decoder.TryDecode(bytes[at..], out codePoint);
                if (codePoint < 0x1_0000)
                    break;

                width = PlainBlocks.WidthOf(codePoint, _plainWidths);
            }

            if (width == PlainBlocks.Mixed)
            {
                int own = clusterWidth == 0 ? PlainBlocks.Mixed : blocks.WidthOfMark(codePoint);
                width = own == PlainBlocks.Mixed ? own : Math.Min(own, 2 - clusterWidth);
                clusterWidth += width;
            }
            else
            {
                clusterWidth = width;
            }

            // Mixed is more than two, but not more than a wide screen has.
            if (width > Math.Min(left, 2))
                break;

            left -= width;
            at += length;
        }

        return (at, room - left);
    }

    /// <summary>Where the cluster begins of which the last character ends here: a plain one, or ASCII, with simple marks on it.</summary>
    private readonly int StartOfCluster(int at)
    {
        ReadOnlySpan<byte> bytes = _text;
        do
        {
            at--;
            while ((bytes[at] & 0xC0) == 0x80)
                at--;
        }
        while (bytes[at] >= 0x80 && _plainWidths[Widths.Entry(Decode(ref at, isNext: false))] == 0);
        return at;
    }

    private readonly GraphemeCluster Retell(int from, int to)
    {
        var cluster = new GraphemeCluster();
        int codePoint = Decode(ref from, isNext: true);
        cluster.BeginPlain(codePoint, codePoint < 0x80 ? 1 : _plainWidths[Widths.Entry(codePoint)]);
        while (from < to)
        {
            codePoint = Decode(ref from, isNext: true);
            _ = cluster.Push(codePoint, Widths.Entry(codePoint), ambiguous);
        }

        return cluster;
    }

    private readonly int Decode(ref int at, bool isNext)
    {
        int codePoint = _text[at];
        int length = codePoint < 0x80 ? 1 : Utf8Decoder.TryDecode(_text[at..], out codePoint);
        at += isNext ? length : 0;
        return codePoint;
    }

    /// <summary>Ends a row at the end of its line, or when it is full, if a character comes that goes to the next one.</summary>
    private bool TryEndAtAscii(int start, int at, int room, out TextRow row)
    {
        row = default;
        if (EndsLine(at))
            return Complete(start, at, columns - room, isWrapped: false, isAscii: false, out row);

        bool isNext = room == 0 && at < _text.Length && _text[at] is >= 0x20 and <= 0x7E;
        return isNext ? Complete(start, at, columns, isWrapped: true, isAscii: false, out row) : StopAt(at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountOfShortRun(ReadOnlySpan<byte> bytes, int start, int limit)
    {
        int at = start;
        int end = Math.Min(bytes.Length, start + limit);
        while (at < end && (uint)(bytes[at] - 0x20) <= 0x7E - 0x20)
            at++;

        return at - start;
    }

    /// <summary>Adds a code point to a cluster, or begins another one; tells how many columns that adds. False for what prints nothing and for stray marks.</summary>
    private readonly bool TryPush(ref GraphemeCluster cluster, int codePoint, out int width, out bool isJoined)
    {
        byte entry = Widths.Entry(codePoint);
        width = 0;
        isJoined = false;
        if (Widths.OfAlone(codePoint, entry, ambiguous) < 0)
            return false;

        int before = cluster.Width;
        isJoined = cluster.Push(codePoint, entry, ambiguous);
        width = isJoined ? cluster.Width - before : cluster.Width;
        return cluster.Width > 0 && cluster.Width <= columns && (!isJoined || before > 0);
    }

    private bool Complete(int start, int end, int rowColumns, bool isWrapped, bool isAscii, out TextRow row)
    {
        row = new TextRow(start, end - start, rowColumns, isWrapped, isAscii, ambiguous);
        if (end - start > MaxRowBytes)
            return false;

        Position = isWrapped ? end : end + 2;
        return true;
    }

    private readonly bool EndsLine(int at) => at + 1 < _text.Length && _text[at] == 0x0D && _text[at + 1] == 0x0A;

    /// <summary>The end of the printable ASCII from a place on, looked for up to a length.</summary>
    private readonly int CountAscii(int start, int limit)
    {
        int end = start + Math.Min(limit, _text.Length - start);
        int near = Math.Min(end, start + NearBytes);
        int at = start;
        while (at < near && _text[at] is >= 0x20 and <= 0x7E)
            at++;

        if (at < near || at == end)
            return at;

        int length = _text[at..end].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        return length < 0 ? end : at + length;
    }
}
