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
        {
            return Complete(start, at - 1, columns, isWrapped: true, isAscii: true, out row);
        }

        if (EndsLine(at))
        {
            return Complete(start, at, column, isWrapped: false, isAscii: true, out row);
        }

        if (readsClusters)
        {
            return TryReadText(start, at, column, out row);
        }

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
        byte[] widths = _plainWidths;
        int room = columns - column;

        // The cluster is only told of the last plain character when something comes that may join it.
        var cluster = new GraphemeCluster();
        int plain = at > start ? bytes[at - 1] : 0;
        int plainWidth = 1;
        int begun = at - 1;
        row = default;
        while (true)
        {
            bool isFree = plain != 0 || !cluster.HoldsNext;
            int run = CountOfShortRun(bytes, at, isFree ? room : 0);
            if (run > 0)
            {
                at += run;
                room -= run;
                begun = at - 1;
                (plain, plainWidth) = (bytes[begun], 1);
            }

            if ((uint)at >= (uint)bytes.Length || bytes[at] < 0x80)
            {
                return isFree ? TryEndAtAscii(start, at, room, out row) : StopAt(at);
            }

            int length = Utf8Decoder.TryDecode(bytes[at..], out int codePoint);
            if (codePoint < 0xA0)
            {
                return StopAt(at);
            }

            int width = widths[Widths.Entry(codePoint)];
            if (width != 0 && (plain != 0 || cluster.EndsBeforePlain))
            {
                (plain, plainWidth) = (codePoint, width);
                begun = at;
            }
            else
            {
                if (!TryPush(ref cluster, codePoint, ref plain, plainWidth, out width, out bool isJoined))
                {
                    return false;
                }

                begun = isJoined ? begun : at;
            }

            if (width > room)
            {
                // A cluster that becomes wide at the edge goes to the next row as a whole.
                return width <= columns && Complete(start, begun, columns, isWrapped: true, isAscii: false, out row);
            }

            room -= width;
            at += length;
        }
    }

    /// <summary>Ends a row at the end of its line, or when it is full, if a character comes that goes to the next one.</summary>
    private bool TryEndAtAscii(int start, int at, int room, out TextRow row)
    {
        row = default;
        if (EndsLine(at))
        {
            return Complete(start, at, columns - room, isWrapped: false, isAscii: false, out row);
        }

        bool isNext = room == 0 && at < _text.Length && _text[at] is >= 0x20 and <= 0x7E;
        return isNext ? Complete(start, at, columns, isWrapped: true, isAscii: false, out row) : StopAt(at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountOfShortRun(ReadOnlySpan<byte> bytes, int start, int limit)
    {
        int at = start;
        int end = Math.Min(bytes.Length, start + limit);
        while (at < end && (uint)(bytes[at] - 0x20) <= 0x7E - 0x20)
        {
            at++;
        }

        return at - start;
    }

    /// <summary>Adds a code point to a cluster, or begins another one; tells how many columns that adds. False for what prints nothing and for stray marks.</summary>
    private readonly bool TryPush(ref GraphemeCluster cluster, int codePoint, ref int plain, int plainWidth, out int width, out bool isJoined)
    {
        if (plain != 0)
        {
            cluster.BeginPlain(plain, plainWidth);
            plain = 0;
        }

        byte entry = Widths.Entry(codePoint);
        width = 0;
        isJoined = false;
        if (Widths.OfAlone(codePoint, entry, ambiguous) < 0)
        {
            return false;
        }

        int before = cluster.Width;
        isJoined = cluster.Push(codePoint, entry, ambiguous);
        width = isJoined ? cluster.Width - before : cluster.Width;
        return cluster.Width > 0 && cluster.Width <= columns && (!isJoined || before > 0);
    }

    private bool Complete(int start, int end, int rowColumns, bool isWrapped, bool isAscii, out TextRow row)
    {
        row = new TextRow(start, end - start, rowColumns, isWrapped, isAscii, ambiguous);
        if (end - start > MaxRowBytes)
        {
            return false;
        }

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
        {
            at++;
        }

        if (at < near || at == end)
        {
            return at;
        }

        int length = _text[at..end].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        return length < 0 ? end : at + length;
    }
}
