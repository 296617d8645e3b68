using System.Text;

namespace Moshi.Bench.Terminal;

/// <summary>Payloads of the kinds that alacritty's vtebench prints, made anew from what its names and readme describe.</summary>
internal static class VtebenchPayloads
{
    private const int Columns = 80, Rows = 24;

    // Scripts and symbols; those without glyphs in most fonts count as well.
    private static readonly (int First, int Last)[] Scripts =
    [
        (0xA1, 0x24F), (0x250, 0x2AF), (0x370, 0x3FF), (0x400, 0x4FF), (0x531, 0x556), (0x5D0, 0x5EA), (0x621, 0x64A), (0x905, 0x939), (0xE01, 0xE30), (0x10A0, 0x10FF),
        (0x13A0, 0x13F4), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x23FF), (0x2500, 0x27BF), (0x3041, 0x30FF), (0x4E00, 0x9FFF),
        (0xAC00, 0xD7A3), (0xFF01, 0xFFEE), (0x1D400, 0x1D7CB), (0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x20000, 0x2A6D6),
    ];

    private static readonly int[] Highlights = [9, 75, 108, 114, 141, 173, 180, 204, 246];

    /// <summary>All, in the order of the tables.</summary>
    public static IReadOnlyList<Payload> All { get; } =
    [
        new("cursor_motion", CursorMotion(), 5),
        new("dense_cells", DenseCells(), 5),
        new("light_cells", LightCells(), 5),
        new("medium_cells", MediumCells(isSynchronized: false), 5),
        new("scrolling", Scrolling(), 5),
        new("scrolling_fullscreen", ScrollingFullscreen(), 5),
        new("sync_medium_cells", MediumCells(isSynchronized: true), 5),
        new("unicode", Unicode(), 5),
    ];

    // Each character is placed by an address of its own, on a spiral from the edge to the middle.
    private static byte[] CursorMotion()
    {
        PayloadText text = new(11);
        while (!text.IsFull)
        {
            for (char letter = 'A'; letter <= 'Z'; letter++)
            {
                int top = 1, left = 1, bottom = Rows, right = Columns;
                while (top <= bottom && left <= right)
                {
                    for (int column = left; column <= right; column++)
                        text.Csi('H', top, column).Add(letter);
                    for (int row = top + 1; row <= bottom; row++)
                        text.Csi('H', row, right).Add(letter);
                    for (int column = right - 1; column >= left && top < bottom; column--)
                        text.Csi('H', bottom, column).Add(letter);
                    for (int row = bottom - 1; row > top && left < right; row--)
                        text.Csi('H', row, left).Add(letter);
                    (top, left, bottom, right) = (top + 1, left + 1, bottom - 1, right - 1);
                }
            }
        }
        return text.ToBytes();
    }

    // Every cell sets both its colours and three attributes.
    private static byte[] DenseCells()
    {
        PayloadText text = new(12);
        for (int offset = 0; !text.IsFull; offset++)
        {
            text.Csi('H');
            for (int i = 0; i < Rows * Columns; i++)
            {
                int index = (i / Columns) + (i % Columns) + offset;
                text.Csi('m', 38, 5, (index % 156) + 100, 48, 5, 255 - (index % 156), 1, 3, 4).Add((char)('A' + (offset % 26)));
            }
        }
        return text.Csi('m').ToBytes();
    }

    // Full screens of plain text, drawn from the top left corner.
    private static byte[] LightCells()
    {
        PayloadText text = new(13);
        for (int i = 0; !text.IsFull; i++)
            text.Csi('H').Add(new string((char)('A' + (i % 26)), Rows * Columns));
        return text.ToBytes();
    }

    // An editor with highlighted source: now the whole window, now one line more at its end.
    private static byte[] MediumCells(bool isSynchronized)
    {
        PayloadText text = new(14);
        while (!text.IsFull)
        {
            text.Add(isSynchronized ? "\e[?2026h" : "").Add("\e[?25l");
            bool isScroll = text.Random.Next(4) > 0;
            if (isScroll)
                text.Csi('r', 1, Rows - 1).Csi('H', Rows - 1, 1).Add('\n').Csi('r', 1, Rows);
            for (int row = isScroll ? Rows - 1 : 1; row < Rows; row++)
            {
                text.Csi('H', row, 1).Csi('m', 38, 5, 242).Add($"{text.Random.Next(1000),4} ").Csi('m');
                for (int token = text.Random.Next(2, 9); token > 0; token--)
                    text.Csi('m', 38, 5, Highlights[text.Random.Next(Highlights.Length)]).Add(text.Word()).Csi('m').Add(' ');
                text.Csi('K');
            }
            text.Csi('H', Rows, 1).Csi('m', 1, 7).Add($" NORMAL  {text.Word()}.c  {text.Random.Next(100)}% ").Csi('m').Csi('K').Csi('H', 10, 20).Add("\e[?25h");
            text.Add(isSynchronized ? "\e[?2026l" : "");
        }
        return text.ToBytes();
    }

    private static byte[] Scrolling()
    {
        PayloadText text = new(15);
        while (!text.IsFull)
            text.Add("y\r\n");
        return text.ToBytes();
    }

    private static byte[] ScrollingFullscreen()
    {
        PayloadText text = new(16);
        for (int i = 0; !text.IsFull; i++)
            text.Add(new string((char)('A' + (i % 26)), Columns)).Add("\r\n");
        return text.ToBytes();
    }

    private static byte[] Unicode()
    {
        PayloadText text = new(17);
        while (!text.IsFull)
        {
            (int first, int last) = Scripts[text.Random.Next(Scripts.Length)];
            for (int i = 0; i < 32; i++)
                text.Add(new Rune(text.Random.Next(first, last + 1)));
            text.Add(text.Random.Next(3) == 0 ? "\r\n" : " ");
        }
        return text.ToBytes();
    }
}
