using Microsoft.Win32.SafeHandles;

namespace Moshi.Bench.Latency;

/// <summary>
/// The program that the latency bench types at. It answers each byte of a raw terminal at once and begins a line anew after 60 columns,
/// so that a character on the screen is never the one that is awaited. With `tui` it draws as an editor does: the character, then two
/// more places, in three writes 1, 2 and 3 ms apart.
/// </summary>
internal static class EchoProgram
{
    private const int LineColumns = 60;

    /// <summary>Runs until its terminal closes. The caller has made the terminal raw.</summary>
    public static int Run(string[] arguments)
    {
        bool drawsMore = arguments is ["tui"];
        using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        byte[] key = new byte[1];
        output.Write("\e[H\e[2J>\r\n"u8);
        int column = 0, count = 0;
        while (input.Read(key) == 1)
        {
            if (column == LineColumns)
            {
                output.Write("\r\e[K"u8);
                column = 0;
            }
            if (drawsMore)
                Thread.Sleep(1);
            output.Write(key);
            column++;
            if (drawsMore)
            {
                count++;
                Thread.Sleep(2);
                output.Write(System.Text.Encoding.ASCII.GetBytes($"\e7\e[5;1H{(count % 2 == 0 ? "====" : "----")}\e8"));
                Thread.Sleep(3);
                output.Write(System.Text.Encoding.ASCII.GetBytes($"\e7\e[24;1H{(count % 2 == 0 ? "::::" : "....")}\e8"));
            }
        }
        return 0;
    }
}
