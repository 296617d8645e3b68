using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Moshi.Bench.Rows;

/// <summary>
/// The program of the repaint row: at each key it fills the terminal with other random characters in changing colours, and writes a mark last, which differs from the one before
/// in every place. The caller has made the terminal raw.
/// </summary>
internal static class RepaintProgram
{
    /// <summary>What it prints when it is ready.</summary>
    public const string Ready = "READY>";

    // No capitals: those are the mark's.
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'()*+,-./:;<=>?@[]^_`{|}~";

    private const int CellsPerColour = 3;

    private static readonly string[] Marks = ["ABCD", "EFGH", "IJKL", "MNOP", "QRST", "UVWX"];

    /// <summary>The mark behind the picture of this number.</summary>
    public static string Mark(int number) => Marks[number % Marks.Length];

    /// <summary>Arguments: columns, rows, and `forever` to go on without keys after the first. Stays until its terminal closes.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [string columnsText, string rowsText, .. string[] rest] || !int.TryParse(columnsText, CultureInfo.InvariantCulture, out int columns)
            || !int.TryParse(rowsText, CultureInfo.InvariantCulture, out int rows))
        {
            return 2;
        }

        using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        output.Write(Encoding.ASCII.GetBytes("\e[H\e[2J" + Ready));
        Random random = new(1);
        byte[] key = new byte[1];
        bool isEndless = rest is ["forever"];
        for (int number = 0; (isEndless && number > 0) || input.Read(key) == 1; number++)
        {
            StringBuilder picture = new("\e[H");
            for (int row = 0; row < rows; row++)
            {
                // The last row leaves room for the mark and does not touch the corner.
                int cells = row == rows - 1 ? columns - 8 : columns;
                picture.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H");
                for (int column = 0; column < cells; column++)
                {
                    if (random.Next(CellsPerColour) == 0)
                        picture.Append(CultureInfo.InvariantCulture, $"\e[38;5;{16 + random.Next(216)}m");
                    picture.Append(Alphabet[random.Next(Alphabet.Length)]);
                }
            }
            picture.Append("\e[m").Append(Mark(number));
            output.Write(Encoding.ASCII.GetBytes(picture.ToString()));
        }
        return 0;
    }
}
