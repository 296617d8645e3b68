using System.Globalization;
using System.Text;

namespace Moshi.Tests.Terminal;

/// <summary>Seeded host output that is dense in control functions, wide characters, combining marks, bad UTF-8 and cut sequences.</summary>
internal sealed class RandomOutput(int seed)
{
    private static readonly string[] Fragments =
    [
        "\r", "\n", "\r\n", "\b", "\t", "\a", "\u001bD", "\u001bM", "\u001bE", "\u001b7", "\u001b8", "\u001bH", "\u001b#8", "\u001b=",
        "\u001b[?7l", "\u001b[?7h", "\u001b[4h", "\u001b[4l", "\u001b[?6h", "\u001b[?6l", "\u001b[?3h", "\u001b[!p", "\u001b[r", "\u001b[m",
        "\u001b[?25l", "\u001b[?25h", "\u001b[?5h", "\u001b[?5l", "\u001b[?2004h", "\u001b[?2004l", "\u001b[?1004h", "\u001b[?1004l",
        "\u001b[?1000h", "\u001b[?1002h", "\u001b[?1003l", "\u001b[?9h", "\u001b[?9l", "\u001b[?1006h", "\u001b[?1015h", "\u001b[?1005l",
        "\u001b[2J", "\u001b[J", "\u001b[1J", "\u001b[K", "\u001b[1K", "\u001b[2K", "\u001b[3g", "\u001b[g", "\u001b[I", "\u001b[Z",
        "\u001b[6n", "\u001b[c", "\u001b[>c", "\u001b[38;5;9m", "\u001b[48;2;1;2;3m", "\u001b[38;2;300;0;1m", "\u001b[38;5m", "\u001b[4:3m",
        "\u001b]0;title\a", "\u001b]2;window\u001b\\", "\u001b]1;icon\a", "\u001b]52;c;aGk=\a", "\u001b]52;c;\a", "\u001b]8;;http://x\a",
        "\u001bP1$qm\u001b\\", "\u001b_apc\u001b\\", "\u009b31m", "\u0085", "\u008d", "\u009c", "\u001b[", "\u001b]0;", "\u001b", "\u0018", "\u0000",
        "e\u0301", "\u0301", "\u0302\u0303\u0304", "\u65e5", "\u672c\u3099", "\ud83d\ude00", "\ud83d\udc68\u200d\ud83d\udc69", "\u00a0", "\u200b",
        "\uffff", "     ", "\u001c", "\u007f",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The seed, for messages.</summary>
    public int Seed => seed;

    public int Next(int below) => _random.Next(below);

    public int Next(int atLeast, int below) => _random.Next(atLeast, below);

    /// <summary>Some output for a screen of a size. Never a reset, which would only hide what came before.</summary>
    public byte[] Bytes(int pieces, int columns, int rows, bool withBadUtf8 = true)
    {
        var output = new MemoryStream();
        for (int i = 0; i < pieces; i++)
            output.Write(Piece(columns, rows, withBadUtf8));

        return output.ToArray();
    }

    private byte[] Piece(int columns, int rows, bool withBadUtf8) => _random.Next(withBadUtf8 ? 12 : 11) switch
    {
        0 or 1 or 2 => Encoding.UTF8.GetBytes(Fragments[_random.Next(Fragments.Length)]),
        3 => Csi($"{_random.Next(rows + 3)};{_random.Next(columns + 3)}H"),
        4 => Csi($"{_random.Next(3)};{30 + _random.Next(8)};{40 + _random.Next(8)}m"),
        5 => Csi($"{_random.Next(1, 6)}{"@ABCDGILMPSTXd"[_random.Next(14)]}"),
        6 => Csi($"{_random.Next(1, rows + 1)};{_random.Next(1, rows + 2)}r"),
        7 or 8 => Text(_random.Next(1, 8)),
        9 => Text(_random.Next(1, (2 * columns) + 2)),
        10 => Csi($"{_random.Next(3) switch { 0 => "", 1 => "70000", _ => "9999" }}{(char)_random.Next(0x40, 0x7F)}"),
        _ => Garbage(_random.Next(1, 6)),
    };

    private byte[] Text(int length)
    {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++)
            text[i] = (byte)('a' + _random.Next(26));

        return text;
    }

    private byte[] Garbage(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Csi(FormattableString rest) => Encoding.UTF8.GetBytes("\u001b[" + rest.ToString(CultureInfo.InvariantCulture));
}
