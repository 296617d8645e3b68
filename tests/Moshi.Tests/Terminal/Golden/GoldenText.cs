using System.Globalization;
using System.Text;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>
/// Bytes as printable text, both ways. Anything printable stands for its UTF-8; <c>\e \n \r \t \b \a \0 \\ \s</c> (space), <c>\xHH</c> (a byte) and
/// <c>\u{HEX}</c> (a code point) for the rest; <c>\*N{TEXT}</c> for TEXT N times.
/// </summary>
internal static class GoldenText
{
    internal static byte[] Parse(string text)
    {
        var bytes = new List<byte>();
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] != '\\')
            {
                int length = char.IsHighSurrogate(text[at]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                at += length;
                continue;
            }

            char kind = at + 1 < text.Length ? text[at + 1] : ' ';
            at += 2;
            switch (kind)
            {
                case 'x':
                    bytes.Add(byte.Parse(text.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    at += 2;
                    break;
                case 'u':
                    int end = text.IndexOf('}', at);
                    int codePoint = int.Parse(text.AsSpan(at + 1, end - at - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    bytes.AddRange(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(codePoint)));
                    at = end + 1;
                    break;
                case '*':
                    int open = text.IndexOf('{', at);
                    int close = ClosingBrace(text, open);
                    byte[] part = Parse(text[(open + 1)..close]);
                    for (int i = int.Parse(text.AsSpan(at, open - at), NumberStyles.None, CultureInfo.InvariantCulture); i > 0; i--)
                        bytes.AddRange(part);

                    at = close + 1;
                    break;
                default:
                    int which = Letters.IndexOf(kind, StringComparison.Ordinal);
                    bytes.Add(which >= 0 ? Values[which] : throw new FormatException($"\\{kind} is no escape"));
                    break;
            }
        }

        return [.. bytes];
    }

    internal static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            bool isCharacter = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            int which = isCharacter && rune.Value < 0x80 && rune.Value != ' ' ? Values.IndexOf((byte)rune.Value) : -1;
            if (which >= 0)
            {
                text.Append('\\').Append(Letters[which]);
            }
            else if (isCharacter && rune.Value >= 0x20 && rune.Value != 0x7F && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
                or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.LineSeparator or UnicodeCategory.PrivateUse))
            {
                text.Append(rune.ToString());
            }
            else if (isCharacter && rune.Value >= 0x80)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[0]:X2}");
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static int ClosingBrace(string text, int open)
    {
        int depth = 0;
        for (int at = open; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return at;
        }

        throw new FormatException("no } for \\*N{");
    }

    private const string Letters = "enrtba0\\s";

    private static ReadOnlySpan<byte> Values => "\u001b\n\r\t\b\a\0\\ "u8;
}
