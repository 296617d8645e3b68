using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Moshi.Bench.Terminal;

/// <summary>
/// The program that prints a payload inside of what is measured. It says that it is ready, prints when a key is pressed, and takes the time from the first
/// byte to the third answer to a cursor report: then all of it has been interpreted. The caller has made the terminal raw.
/// </summary>
internal static class FeedProgram
{
    /// <summary>What it prints when it is ready.</summary>
    public const string Ready = "ready>";

    /// <summary>The last that it prints: three requests for the position of the cursor.</summary>
    public static ReadOnlySpan<byte> Queries => "\e[6n\e[6n\e[6n"u8;

    private const int ChunkBytes = 64 * 1024;
    private const int Answers = 3;

    /// <summary>Arguments: payload, bytes at least, file that gets "seconds bytes". Stays until its terminal closes.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [string name, string size, string resultFile])
            return 2;
        Payload payload = Payload.Named([name])[0];
        int repetitions = payload.Repetitions(long.Parse(size, CultureInfo.InvariantCulture));
        using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        byte[] keys = new byte[256];
        output.Write(System.Text.Encoding.ASCII.GetBytes(Ready));
        if (input.Read(keys) <= 0)
            return 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            for (int at = 0; at < payload.Piece.Length; at += ChunkBytes)
                output.Write(payload.Piece.AsSpan(at, Math.Min(ChunkBytes, payload.Piece.Length - at)));
        }
        output.Write(Queries);
        int count, answers = 0;
        while (answers < Answers && (count = input.Read(keys)) > 0)
            answers += keys.AsSpan(0, count).Count((byte)'R');
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (answers == Answers)
        {
            File.WriteAllText(resultFile + ".new", string.Create(CultureInfo.InvariantCulture, $"{seconds} {(long)repetitions * payload.Piece.Length}"));
            File.Move(resultFile + ".new", resultFile);
        }
        while (input.Read(keys) > 0)
        {
        }
        return 0;
    }
}
