using System.Text;

namespace Moshi.Bench.Terminal;

/// <summary>Output of everyday programs, one habit each, for 80 columns and 24 rows.</summary>
internal static class PlainPayloads
{
    private const int Columns = 80, Rows = 24;

    // Blocks that mixed text is drawn from; the last two are wide.
    private static readonly (int First, int Last)[] Blocks =
        [(0xC0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x5D0, 0x5EA), (0x2500, 0x257F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3)];

    private static readonly string[] Emoji = ["😀", "🚀", "✅", "⚠\uFE0F", "❤\uFE0F", "👍🏽", "🇩🇪", "👩\u200D💻", "🎉", "🔥"];

    private static readonly (string Code, string Suffix)[] FileKinds = [("01;34", ""), ("01;32", ".sh"), ("00", ".txt"), ("01;31", ".tar.gz"), ("01;36", ".so"), ("01;35", ".png")];

    /// <summary>All, in the order of the tables.</summary>
    public static IReadOnlyList<Payload> All { get; } =
    [
        new("ascii-lines", AsciiLines(), 10),
        new("scroll-short", ScrollShort(), 8),
        new("sgr-heavy", SgrHeavy(), 8),
        new("unicode-mix", UnicodeMix(), 6),
        new("ascii-long", AsciiLong(), null),
        new("ls-colour", LsColour(), null),
        new("fullscreen", Fullscreen(), null),
        new("region-scroll", RegionScroll(), null),
    ];

    // A log or a source file.
    private static byte[] AsciiLines()
    {
        PayloadText text = new(1);
        while (!text.IsFull)
        {
            text.AddWords(text.Random.Next(20, Columns)).Add("\r\n");
        }
        return text.ToBytes();
    }

    // yes(1).
    private static byte[] ScrollShort()
    {
        PayloadText text = new(2);
        while (!text.IsFull)
        {
            text.Add("y\r\n");
        }
        return text.ToBytes();
    }

    // A picture drawn with characters: each cell has a style of its own, some 24,000 different ones before the first comes again.
    private static byte[] SgrHeavy()
    {
        PayloadText text = new(3);
        for (int i = 0; i < 24_000; i++)
        {
            text.Csi('m', 38, 5, i % 256, 48, 5, i / 94 % 256).Add(text.Character());
        }
        return text.Csi('m').ToBytes();
    }

    private static byte[] UnicodeMix()
    {
        PayloadText text = new(4);
        while (!text.IsFull)
        {
            for (int word = text.Random.Next(5, 12); word > 0; word--)
            {
                AddMixedWord(text);
                text.Add(' ');
            }
            text.Add("\r\n");
        }
        return text.ToBytes();
    }

    private static void AddMixedWord(PayloadText text)
    {
        switch (text.Random.Next(8))
        {
            case 0:
                text.Add(text.Word());
                break;
            case 1:
                text.Add(Emoji[text.Random.Next(Emoji.Length)]);
                break;
            case 2:
                text.Add(text.Word()).Add((char)text.Random.Next(0x300, 0x310));
                break;
            default:
                (int first, int last) = Blocks[text.Random.Next(Blocks.Length)];
                for (int i = text.Random.Next(1, 9); i > 0; i--)
                {
                    text.Add(new Rune(text.Random.Next(first, last + 1)));
                }
                break;
        }
    }

    // base64 -w0, minified files: only the margin ends a line.
    private static byte[] AsciiLong()
    {
        PayloadText text = new(5);
        while (!text.IsFull)
        {
            text.Add(text.Character());
        }
        return text.ToBytes();
    }

    private static byte[] LsColour()
    {
        PayloadText text = new(6);
        while (!text.IsFull)
        {
            for (int column = 0; column < 4; column++)
            {
                (string code, string suffix) = FileKinds[text.Random.Next(FileKinds.Length)];
                string name = text.Word() + text.Random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture) + suffix;
                text.Add($"\e[0m\e[{code}m{name}\e[0m{new string(' ', Math.Max(1, 20 - name.Length))}");
            }
            text.Add("\r\n");
        }
        return text.ToBytes();
    }

    // A full-screen program that redraws all it shows, row by row.
    private static byte[] Fullscreen()
    {
        PayloadText text = new(7);
        while (!text.IsFull)
        {
            for (int row = 1; row <= Rows; row++)
            {
                text.Csi('H', row, 1).AddWords(Columns - 1).Csi('K');
            }
        }
        return text.ToBytes();
    }

    // A pager or an editor between its bars: lines scroll up and down inside margins.
    private static byte[] RegionScroll()
    {
        PayloadText text = new(8);
        text.Csi('r', 3, Rows - 2);
        while (!text.IsFull)
        {
            text.Csi('H', Rows - 2, 1);
            for (int i = 0; i < 40; i++)
            {
                text.Add("\r\n").AddWords(text.Random.Next(20, Columns));
            }
            text.Csi('H', 3, 1);
            for (int i = 0; i < 10; i++)
            {
                text.Add("\eM").AddWords(text.Random.Next(20, Columns)).Add('\r');
            }
        }
        return text.Csi('r').ToBytes();
    }
}
