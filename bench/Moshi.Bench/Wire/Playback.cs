using System.Diagnostics;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Recordings;
using Moshi.Lab.Screens;

namespace Moshi.Bench.Wire;

/// <summary>
/// The typing end of a recording: a session in which <see cref="PlayProgram"/> runs gets the recording's keys at their times, until the program has written its result. Measure
/// between <see cref="AwaitReady"/> and <see cref="Run"/>'s end. Each method throws <see cref="LabTimeoutException"/> where the session does not go on.
/// </summary>
internal sealed class Playback(PtyProcess client, Recording recording, string resultFile, string subject)
{
    /// <summary>Returns when the program waits for its start and nothing has been printed for the time of <paramref name="settled"/>.</summary>
    public void AwaitReady(TimeSpan patience, TimeSpan settled)
    {
        if (!client.TryPass(Encoding.ASCII.GetBytes(PlayProgram.Ready), patience))
            throw new LabTimeoutException($"{subject}: the playing program is not ready");
        Drain(settled);
    }

    /// <summary>Starts the program, types, and returns <paramref name="settled"/> after its end.</summary>
    public void Run(TimeSpan settled)
    {
        client.Write("g"u8);
        long start = Stopwatch.GetTimestamp();
        foreach (RecordedEvent typed in recording.Events.Where(happened => happened.IsInput))
        {
            Drain(typed.At - Stopwatch.GetElapsedTime(start));
            client.Write(typed.Bytes);
        }
        while (!File.Exists(resultFile))
        {
            Drain(TimeSpan.FromMilliseconds(20));
            if (Stopwatch.GetElapsedTime(start) > recording.Duration + LabTime.Generous)
                throw new LabTimeoutException($"{subject}: the recording did not end");
        }
        Drain(settled);
    }

    private void Drain(TimeSpan time)
    {
        if (time > TimeSpan.Zero && !client.Pump(time))
            throw new LabTimeoutException($"{subject}: the client has ended");
    }
}
