namespace Moshi.Bench.Terminal;

/// <summary>Output of everyday programs, one habit each, for 80 columns and 24 rows.</summary>
internal static class PlainPayloads
{
    private const int Columns = 80, Rows = 24;

    private static readonly string[] Sentences =
    [
        "Der schnelle Fuchs läuft über die Straße, während Bären schlafen.", "Dès Noël, où un zéphyr haï me vêt de glaçons würmiens.", "El veloz murciélago hindú comía feliz cardillo y kiwi.",
        "Zażółć gęślą jaźń, mówi się po polsku.", "Příliš žluťoučký kůň úpěl ďábelské ódy.", "Pijamalı hasta yağız şoföre çabucak güvendi.", "Съешь же ещё этих мягких французских булок, да выпей чаю.",
        "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.", "דג סקרן שט בים מאוכזב ולפתע מצא חברה.", "我能吞下玻璃而不伤身体。", "いろはにほへと ちりぬるを わかよたれそ つねならむ", "키스의 고유조건은 입술끼리 만나야 하고.",
        "นายสังฆภัณฑ์ เฮงพิทักษ์ฝั่ง", "ऋषियों को सताने वाले दुष्ट राक्षसों के राजा", "Tests passed ✅ 42 of 43, one flaky ⚠️ and 🚀 deployed by 👩‍💻 in 🇩🇪", "├── src │   └── main.rs → 12 µs ± 3 % • ≤ 100 ms", "nörmal décomposé letters",
    ];

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
            text.AddWords(text.Random.Next(20, Columns)).Add("\r\n");
        return text.ToBytes();
    }

    // yes(1).
    private static byte[] ScrollShort()
    {
        PayloadText text = new(2);
        while (!text.IsFull)
            text.Add("y\r\n");
        return text.ToBytes();
    }

    // A picture drawn with characters: each cell has a style of its own, some 24,000 different ones before the first comes again.
    private static byte[] SgrHeavy()
    {
        PayloadText text = new(3);
        for (int i = 0; i < 24_000; i++)
            text.Csi('m', 38, 5, i % 256, 48, 5, i / 94 % 256).Add(text.Character());
        return text.Csi('m').ToBytes();
    }

    // Sentences of many languages, words of English between them.
    private static byte[] UnicodeMix()
    {
        PayloadText text = new(4);
        while (!text.IsFull)
            text.Add(Sentences[text.Random.Next(Sentences.Length)]).Add(text.Random.Next(3) == 0 ? "\r\n" : " ").Add(text.Word()).Add(' ');
        return text.ToBytes();
    }

    // base64 -w0, minified files: only the margin ends a line.
    private static byte[] AsciiLong()
    {
        PayloadText text = new(5);
        while (!text.IsFull)
            text.Add(text.Character());
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
                text.Csi('H', row, 1).AddWords(Columns - 1).Csi('K');
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
                text.Add("\r\n").AddWords(text.Random.Next(20, Columns));
            text.Csi('H', 3, 1);
            for (int i = 0; i < 10; i++)
                text.Add("\eM").AddWords(text.Random.Next(20, Columns)).Add('\r');
        }
        return text.Csi('r').ToBytes();
    }
}
