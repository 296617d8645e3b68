using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Moshi.Lab.Recordings;

namespace Moshi.Bench.Wire;

/// <summary>
/// The program that a recording is played by inside of a session: it says that it is ready, starts at a key, and prints what the recorded program printed at the times at which
/// that did. What is typed is read and forgotten. The caller has made the terminal raw.
/// </summary>
internal static class PlayProgram
{
    /// <summary>What it prints when it is ready.</summary>
    public const string Ready = "ready>";

    /// <summary>Arguments: recording, file that is made at the end. Stays until its terminal closes.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [string file, string resultFile])
            return 2;
        var recording = Recording.Load(file);
        using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        byte[] keys = new byte[4096];
        output.Write(System.Text.Encoding.ASCII.GetBytes(Ready));
        if (input.Read(keys) <= 0)
            return 0;
        output.Write("\e[H\e[2J"u8);
        Thread reader = new(() =>
        {
            while (input.Read(keys) > 0)
            {
            }
        })
        { IsBackground = true };
        reader.Start();
        long start = Environment.TickCount64;
        foreach (RecordedEvent happened in recording.Events.Where(happened => !happened.IsInput))
        {
            Thread.Sleep((int)Math.Max(0, start + (long)happened.At.TotalMilliseconds - Environment.TickCount64));
            output.Write(happened.Bytes);
        }
        File.WriteAllText(resultFile, recording.Events.Count.ToString(CultureInfo.InvariantCulture));
        reader.Join();
        return 0;
    }
}
