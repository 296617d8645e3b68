using System.Diagnostics;
using System.Globalization;
using Moshi.Bench.Latency;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>
/// The rows of the transport's plan: stock mosh, ours at both ends and at one, and ssh, over the same emulated links in the same run, in turns. Each row keeps a
/// file under artifacts/bench, so a run may be done in parts. Rows of a group run at the same time.
/// </summary>
internal static class RowsBench
{
    private const int FloorKeys = 200, FloorGapMs = 20;

    /// <summary>Runs what is asked for; exit code as <see cref="RowReport.Print"/>, 2 when it cannot be run, 4 when a row failed.</summary>
    public static int Run(RowOptions options)
    {
        Row[] wanted = [.. RowCatalog.All.Where(options.Wants)];
        if (options.IsReportOnly)
            return RowReport.Print([.. wanted.Select(row => (row, Measurement.Load(row.Name)))]);
        if (!NetworkNamespace.IsPossible)
        {
            Console.Error.WriteLine("bench rows puts ssh and mosh on the same emulated link, which needs network namespaces and /dev/net/tun: run it as root");
            return 2;
        }
        bool hasFailed = false;
        List<(Row, Measurement)> results = [];
        foreach (IGrouping<int, Row> group in wanted.GroupBy(row => row.Group).OrderBy(group => group.Key))
        {
            Task<(Measurement Measurement, bool IsWhole)>[] running =
                [.. group.Select(row => Task.Factory.StartNew(() => Measure(row, options, Array.IndexOf(wanted, row)), TaskCreationOptions.LongRunning))];
            foreach ((Row row, Task<(Measurement Measurement, bool IsWhole)> task) in group.Zip(running))
            {
                results.Add((row, task.Result.Measurement));
                hasFailed |= !task.Result.IsWhole;
            }
        }
        int code = RowReport.Print(results);
        return hasFailed ? 4 : code;
    }

    private static (Measurement Measurement, bool IsWhole) Measure(Row row, RowOptions options, int offset)
    {
        Measurement measurement = options.IsResuming ? Measurement.Load(row.Name) : Measurement.Create(row.Name);
        List<Lane> lanes = [];
        bool isWhole = true;
        long start = Stopwatch.GetTimestamp();
        try
        {
            if (row is EchoRow)
                measurement.FloorMs = MeasureFloor();
            while (lanes.Count < row.Lanes)
                lanes.Add(new Lane(row.HasLinks));
            RowSubject[] subjects = [.. row.Subjects.Where(options.Wants)];
            for (int round = 0; round < options.Rounds; round++)
            {
                for (int i = 0; i < subjects.Length; i++)
                {
                    // Nobody is always first, and the rows of a group are not all at the same subject.
                    RowSubject subject = subjects[(i + round + offset) % subjects.Length];
                    isWhole &= measurement.Has(subject, round) || TryTurn(row, subject, round, lanes, options, measurement);
                }
                Say(row, string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {options.Rounds} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
            }
        }
        catch (Exception e) when (e is LabTimeoutException or System.ComponentModel.Win32Exception or IOException)
        {
            isWhole = false;
            Say(row, e.Message);
        }
        finally
        {
            foreach (Lane lane in lanes)
                lane.Dispose();
        }
        return (measurement, isWhole);
    }

    // A turn that fails is said aloud and left out; the others still count.
    private static bool TryTurn(Row row, RowSubject subject, int round, IReadOnlyList<Lane> lanes, RowOptions options, Measurement measurement)
    {
        try
        {
            Turn turn = new(subject, round);
            row.Measure(lanes, turn, options);
            measurement.Add(turn);
            return true;
        }
        catch (Exception e) when (e is LabTimeoutException or InvalidOperationException or FormatException or System.ComponentModel.Win32Exception or IOException)
        {
            Say(row, $"{subject.Name()}, round {(round + 1).ToString(CultureInfo.InvariantCulture)} failed: {e.Message}");
            return false;
        }
    }

    // The echo program directly on a pty: what the meter, the kernel's terminal and the program take themselves. Every figure contains it once.
    private static double MeasureFloor()
    {
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "";
        using var direct = PtyProcess.Start(["sh", "-c", $"stty raw -echo; exec '{Environment.ProcessPath}' echo plain"], environment, TerminalSize.Standard);
        direct.WaitFor(">");
        Distribution times = new EchoMeter(direct).Measure([.. Enumerable.Range(0, FloorKeys).Select(key => (double)(key * FloorGapMs))]);
        return times.Median;
    }

    private static void Say(Row row, string text) => Console.Error.WriteLine($"{row.Name}: {text}");
}
