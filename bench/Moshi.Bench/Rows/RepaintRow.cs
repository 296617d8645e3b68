using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Bench.Rows;

/// <summary>From a key to the last character of a screen that is new in every cell.</summary>
internal sealed class RepaintRow(string name, string description, LinkProfile link, TerminalSize size) : Row(name, description)
{
    private const int RepaintsPerSession = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public override int Lanes => 2;

    /// <inheritdoc/>
    public override void Measure(IReadOnlyList<Lane> lanes, Turn turn, RowOptions options) => OnEach(lanes, (lane, index) =>
    {
        lane.Reset(link, options.Seed + (10 * turn.Round) + index);
        using LaneSession session = lane.Start(turn.Subject, Self(string.Create(CultureInfo.InvariantCulture, $"repaint {size.Columns} {size.Rows}")), size);
        PtyProcess client = session.Terminal;
        client.WaitFor(RepaintProgram.Ready, Patience);
        Distribution times = new();
        // The first one is the warm-up.
        for (int number = 0; number <= RepaintsPerSession; number++)
        {
            if (!client.Pump(Pause))
                throw new LabTimeoutException("the client has ended");
            long start = Stopwatch.GetTimestamp();
            client.Write("n"u8);
            if (!client.TryPass(Encoding.ASCII.GetBytes(RepaintProgram.Mark(number)), Patience))
                throw new LabTimeoutException(string.Create(CultureInfo.InvariantCulture, $"{turn.Subject.Name()}: picture {number} did not come"));
            if (number > 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        (long packets, long bytes) = lane.Traffic;
        turn.Add(times, 0, 0, session.ServerProcessorTime.TotalMilliseconds, packets, bytes, lane.LatenessMs);
    });
}
