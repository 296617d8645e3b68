using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Cuts plain text into what leaves a screen piece by piece, without drawing it: rows of ASCII, and lines of anything else that prints, each ended by CR LF. Lines are not measured, nor is their
/// UTF-8 decoded: whoever draws them later gets the rows that they would have made. It gives up where anything else begins; what was read until then stands.
/// </summary>
/// <param name="text">Text whose first character goes to the first column.</param>
/// <param name="columns">Width of the screen.</param>
/// <param name="policy">How other text than ASCII is to be measured by whoever draws it.</param>
/// <param name="ambiguous">Columns of ambiguous characters.</param>
/// <param name="position">Where the first row begins.</param>
[StructLayout(LayoutKind.Auto)]
internal ref struct TextLineReader(ReadOnlySpan<byte> text, int columns, WidthPolicy policy, AmbiguousWidth ambiguous, int position = 0)
{
    /// <summary>Of a line that is not ASCII; a longer one is drawn when it comes. With the narrowest screen, it fits into the highest one.</summary>
    internal const int MaxLineBytes = 4096;

    // So that 4096 characters of two columns each fit into the highest screen.
    private const int LeastColumns = 6;

    /// <summary>Bytes looked at one by one: most ends of short words are found before a search would have begun.</summary>
    private const int NearBytes = 6;

    // The first byte of C1 controls in UTF-8. Of its followers, those from 0xA0 on make printable characters.
    private const byte LeadOfControls = 0xC2;
    private const byte FirstPrintableFollower = 0xA0;

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the row or line begins that could not be read, or the next one.</summary>
    public int Position { get; private set; } = position;

    /// <summary>After one that could not be read: true when it might be, if only there were more text.</summary>
    public bool IsOutOfText { get; private set; }

    /// <summary>
    /// Reads what has an end: CR LF, or, of ASCII, a character that goes to the next row. False, and no step forward, where there is none.
    /// </summary>
    public bool TryRead(out TextLine line)
    {
        int start = Position;
        int at = CountAscii(start, columns + 1);
        int column = at - start;
        if (column > columns)
            return Complete(start, at - 1, columns, isWrapped: true, isAscii: true, out line);

        if (EndsLine(at))
            return Complete(start, at, column, isWrapped: false, isAscii: true, out line);

        return TryReadOther(start, at, out line);
    }

    /// <summary>Goes on with a line at its first character beyond ASCII, or tells why there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOther(int start, int at, out TextLine line)
    {
        if (at < _text.Length && _text[at] >= 0x80 && columns >= LeastColumns)
        {
            at += CountOfText(_text[at..Math.Min(_text.Length, start + MaxLineBytes + 1)]);
            if (EndsLine(at) && at - start <= MaxLineBytes)
                return Complete(start, at, columns, isWrapped: false, isAscii: false, out line);
        }

        IsOutOfText = IsCutAt(at) && at - start <= MaxLineBytes;
        line = default;
        return false;
    }

    /// <summary>True when the text ends here, or in the middle of what might be the end of a line or a printable character.</summary>
    private readonly bool IsCutAt(int at)
    {
        ReadOnlySpan<byte> rest = _text[at..];
        return rest.Length switch
        {
            0 => true,
            1 => rest[0] is 0x0D or LeadOfControls,
            _ => false,
        };
    }

    private bool Complete(int start, int end, int rowColumns, bool isWrapped, bool isAscii, out TextLine line)
    {
        line = new TextLine(start, end - start, rowColumns, isWrapped, isAscii, policy, ambiguous);
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

    /// <summary>
    /// Length of the beginning that prints, and does nothing else: no control of C0, DEL, nor one of C1. Bytes that are no UTF-8 print, too. The first byte of a C1 control at
    /// the very end counts as one.
    /// </summary>
    private static int CountOfText(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte first = ref MemoryMarshal.GetReference(bytes);
            var highestC0 = Vector128.Create((byte)0x1F);
            var delete = Vector128.Create((byte)0x7F);
            var lead = Vector128.Create(LeadOfControls);
            var printable = Vector128.Create(unchecked((sbyte)FirstPrintableFollower));

            // One byte more than a block is read.
            for (; at < bytes.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
            {
                var block = Vector128.LoadUnsafe(ref first, (nuint)at);
                Vector128<sbyte> followers = Vector128.LoadUnsafe(ref first, (nuint)at + 1).AsSByte();
                Vector128<byte> single = Vector128.Equals(Vector128.Min(block, highestC0), block) | Vector128.Equals(block, delete);
                Vector128<byte> pairs = Vector128.Equals(block, lead) & Vector128.LessThan(followers, printable).AsByte();
                if ((single | pairs) != Vector128<byte>.Zero)
                    break;
            }
        }

        for (; at < bytes.Length; at++)
        {
            byte value = bytes[at];
            if (value is < 0x20 or 0x7F || (value == LeadOfControls && (at + 1 == bytes.Length || bytes[at + 1] is >= 0x80 and < FirstPrintableFollower)))
                break;
        }

        return at;
    }
}
