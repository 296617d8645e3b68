using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moshi.Bench.Flood;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Bench.Rows;

/// <summary>How long a program that floods the terminal keeps its user from the prompt: from Ctrl-C, or, without <see cref="Interrupts"/>, from the command.</summary>
internal sealed class FloodRow(string name, string description, LinkProfile? link) : Row(name, description)
{
    // The marks of the prompt occur in nothing that is printed before it, so no frame can leave parts of it out as already there.
    private const string Prompt = "@\\#@";

    // The round-trip estimate starts at a second; a user has typed a little before he floods.
    private const int CommandsBefore = 3;

    private const int FloodsPerSession = 6;

    private static readonly TimeSpan FloodTime = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(120);

    // Frames are timed from the command's own key: after a whole number of frame intervals Ctrl-C would meet each program at the same, luckiest or unluckiest, moment.
    private const int FloodTimeSpreadMs = 500;

    /// <summary>The command; `FILE` stands for a file of text.</summary>
    public required string Command { get; init; }

    /// <summary>Size of that file.</summary>
    public int Megabytes { get; init; } = 20;

    /// <summary>The terminal.</summary>
    public TerminalSize Size { get; init; } = TerminalSize.Standard;

    /// <summary>Whether the command is interrupted; else it ends by itself.</summary>
    public bool Interrupts { get; init; } = true;

    /// <inheritdoc/>
    public override int Lanes => 1;

    /// <inheritdoc/>
    public override bool HasLinks => link is not null;

    /// <inheritdoc/>
    public override void Measure(IReadOnlyList<Lane> lanes, Turn turn, RowOptions options)
    {
        Lane lane = lanes[0];
        string file = FloodFile.OfMegabytes(Megabytes);
        if (link is not null)
            lane.Reset(link, options.Seed + turn.Round);
        using LaneSession session = lane.Start(turn.Subject, $"PS1='{Prompt}' exec bash --norc --noprofile -i", Size);
        PtyProcess client = session.Terminal;
        Random random = new(options.Seed + turn.Round);
        Expect(client, 1);
        for (int command = 1; command <= CommandsBefore; command++)
        {
            client.Write(":\r"u8);
            Expect(client, command + 1);
        }
        Distribution times = new();
        // ssh takes tens of seconds for each; one is enough to know that.
        int floods = Interrupts && !turn.Subject.IsSsh() ? FloodsPerSession : 1;
        for (int flood = 0; flood < floods; flood++)
        {
            client.Write(Command.Replace("FILE", file, StringComparison.Ordinal) + "\r");
            long start = Stopwatch.GetTimestamp();
            if (Interrupts)
            {
                if (!client.Pump(FloodTime + TimeSpan.FromMilliseconds(FloodTimeSpreadMs * random.NextDouble())))
                    throw new LabTimeoutException("the client has ended");
                start = Stopwatch.GetTimestamp();
                client.Write([0x03]);
            }
            Expect(client, CommandsBefore + 2 + flood);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        (long packets, long bytes) = lane.Traffic;
        turn.Add(times, 0, 0, session.ServerProcessorTime.TotalMilliseconds, packets, bytes, lane.LatenessMs);
    }

    private static void Expect(PtyProcess client, int number)
    {
        if (!client.TryPass(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"@{number}@")), Patience))
            throw new LabTimeoutException(string.Create(CultureInfo.InvariantCulture, $"prompt {number} did not come"));
    }
}
