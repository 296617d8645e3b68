using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Moshi.Platform.Terminfo;

/// <summary>
/// Reads one compiled entry (term(5)): six little-endian shorts, names, flag bytes, numbers of 16 or 32 bits, string offsets, string table. The
/// extended part behind it, with capabilities by name, is not needed and not read. Files are untrusted: every length is checked, nothing throws.
/// </summary>
public static class CompiledTerminfo
{
    private const int HeaderBytes = 12;
    private const int LegacyMagic = 0x011A, WideNumbersMagic = 0x021E;

    /// <summary>ncurses knows 44 flags, 39 numbers and 414 strings; anything far beyond is damage.</summary>
    private const int MaxCapabilities = 4096;

    private static readonly SearchValues<byte> s_paddingBytes = SearchValues.Create("0123456789.*/"u8);

    public static bool TryParse(ReadOnlySpan<byte> file, out TerminalDescription? description)
    {
        description = null;
        if (file.Length < HeaderBytes)
            return false;
        int magic = BinaryPrimitives.ReadUInt16LittleEndian(file);
        if (magic is not (LegacyMagic or WideNumbersMagic))
            return false;
        int numberBytes = magic == WideNumbersMagic ? 4 : 2;
        int nameBytes = Count(file, 2), flagCount = Count(file, 4), numberCount = Count(file, 6), textCount = Count(file, 8), tableBytes = Count(file, 10);
        if (nameBytes < 1 || flagCount < 0 || numberCount < 0 || textCount < 0 || tableBytes < 0
            || flagCount > MaxCapabilities || numberCount > MaxCapabilities || textCount > MaxCapabilities)
        {
            return false;
        }

        int flagsAt = HeaderBytes + nameBytes;
        // Numbers begin on an even byte.
        int numbersAt = flagsAt + flagCount + (flagsAt + flagCount & 1);
        int textsAt = numbersAt + numberCount * numberBytes;
        int tableAt = textsAt + textCount * 2;
        if (tableAt + tableBytes > file.Length)
            return false;

        ReadOnlySpan<byte> names = file.Slice(HeaderBytes, nameBytes);
        int end = names.IndexOf((byte)0);
        bool[] flags = new bool[flagCount];
        for (int i = 0; i < flagCount; i++)
            flags[i] = file[flagsAt + i] == 1;
        int[] numbers = new int[numberCount];
        for (int i = 0; i < numberCount; i++)
        {
            ReadOnlySpan<byte> at = file[(numbersAt + i * numberBytes)..];
            int number = numberBytes == 4 ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt16LittleEndian(at);
            // -1 is absent, -2 cancelled; nothing else may be negative.
            numbers[i] = Math.Max(-1, number);
        }
        byte[]?[] texts = new byte[textCount][];
        ReadOnlySpan<byte> table = file.Slice(tableAt, tableBytes);
        for (int i = 0; i < textCount; i++)
            texts[i] = Text(table, BinaryPrimitives.ReadInt16LittleEndian(file[(textsAt + i * 2)..]));
        description = new(Encoding.Latin1.GetString(end < 0 ? names : names[..end]), flags, numbers, texts);
        return true;
    }

    private static int Count(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt16LittleEndian(file[at..]);

    private static byte[]? Text(ReadOnlySpan<byte> table, int offset)
    {
        if (offset < 0 || offset >= table.Length)
            return null;
        ReadOnlySpan<byte> text = table[offset..];
        int end = text.IndexOf((byte)0);
        return end < 0 ? null : WithoutPadding(text[..end]);
    }

    /// <summary>Drops "$&lt;n&gt;", "$&lt;n*&gt;", "$&lt;n/&gt;" as tputs(3) does on a line that needs no delays.</summary>
    private static byte[] WithoutPadding(ReadOnlySpan<byte> text)
    {
        byte[] kept = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '<')
            {
                int close = text[i..].IndexOf((byte)'>');
                if (close > 2 && text[(i + 2)..(i + close)].IndexOfAnyExcept(s_paddingBytes) < 0)
                {
                    i += close;
                    continue;
                }
            }
            kept[length++] = text[i];
        }
        return kept[..length];
    }
}
