using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Footprint;

/// <summary>What the programs cost while nothing happens, and how soon they are there: stock and ours in turns, idle at the same time.</summary>
internal static class FootprintBench
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(10);

    /// <summary>Runs all; exit code 1 when ours missed a bar.</summary>
    public static int Run(BenchOptions options)
    {
        Implementation[] sides = [.. options.Pairings.Where(pairing => pairing.Client == pairing.Server).Select(pairing => pairing.Client)];
        int rounds = options.Rounds ?? (options.IsQuick ? 5 : 30);
        int seconds = options.Seconds ?? (options.IsQuick ? 15 : 60);
        Dictionary<Implementation, StartUpTimes> startUps = sides.ToDictionary(side => side, _ => new StartUpTimes());
        for (int round = 0; round < rounds; round++)
        {
            foreach (Implementation side in sides)
                MeasureStartUp(side, startUps[side]);
        }
        Dictionary<Implementation, IdleCost> idle = MeasureIdle(sides, seconds);
        foreach (Implementation side in sides)
            Write(side, startUps[side], idle[side], rounds, seconds);
        Table table = new("what", "stock", "ours", "ratio", "bar", "", "target");
        foreach ((string what, Func<Implementation, double> value, double? bar, double? target, string format) in Lines(startUps, idle))
            table.Compare(what, value(Implementation.Stock), sides.Contains(Implementation.Ours) ? value(Implementation.Ours) : double.NaN, bar, target, format);
        table.Print($"Footprint: start-up (median of {rounds}), one idle session of {seconds} s");
        return table.HasFailure ? 1 : 0;
    }

    private static IEnumerable<(string What, Func<Implementation, double> Value, double? Bar, double? Target, string Format)> Lines(
        Dictionary<Implementation, StartUpTimes> startUps, Dictionary<Implementation, IdleCost> idle)
    {
        yield return ("mosh-client -c, ms", side => startUps[side].Colours.Median, Table.NotWorse, null, "0.0");
        yield return ("mosh-server new to MOSH CONNECT, ms", side => startUps[side].Server.Median, Table.NotWorse, null, "0.0");
        yield return ("mosh-client to first datagram, ms", side => startUps[side].Client.Median, Table.NotWorse, null, "0.0");
        yield return ("server RSS, KiB", side => idle[side].Server.Rss, null, null, "0");
        yield return ("server PSS, KiB", side => idle[side].Server.Pss, 1.0, 1.5, "0");
        yield return ("server private, KiB", side => idle[side].Server.Private, null, null, "0");
        yield return ("client RSS, KiB", side => idle[side].Client.Rss, null, null, "0");
        yield return ("client PSS, KiB", side => idle[side].Client.Pss, 1.0, 1.5, "0");
        yield return ("client private, KiB", side => idle[side].Client.Private, null, null, "0");
        yield return ("server wake-ups/min", side => idle[side].Server.SwitchesPerMinute, Table.NotWorse, 0.2, "0.0");
        yield return ("client wake-ups/min", side => idle[side].Client.SwitchesPerMinute, Table.NotWorse, 0.2, "0.0");
        yield return ("server CPU ms/min", side => idle[side].Server.CpuMsPerMinute, Table.NotWorse, 0.25, "0.00");
        yield return ("client CPU ms/min", side => idle[side].Client.CpuMsPerMinute, Table.NotWorse, 0.25, "0.00");
        yield return ("packets/min both ways", side => idle[side].PacketsPerMinute, Table.NotWorse, 0.2, "0.0");
        yield return ("threads, server", side => idle[side].Server.Threads, null, null, "0");
        yield return ("threads, client", side => idle[side].Client.Threads, null, null, "0");
        yield return ("binaries, MiB", BinaryMebibytes, null, null, "0.00");
    }

    private static void MeasureStartUp(Implementation side, StartUpTimes times)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["TERM"] = "xterm-256color";
        string clientProgram = Programs.Require(side, "mosh-client");
        long start = Stopwatch.GetTimestamp();
        using (var colours = PtyProcess.Start([clientProgram, "-c"], environment, TerminalSize.Standard))
        {
            ExitStatus status = colours.WaitForExit();
            times.Colours.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (status.Code != 0 || colours.Transcript.Trim() != "256")
                throw new InvalidOperationException($"{clientProgram} -c: {status}, {PtyProcess.Quote(colours.Transcript)}");
        }

        // On a terminal, as ssh -tt gives it one.
        start = Stopwatch.GetTimestamp();
        using (var server = PtyProcess.Start([Programs.Require(side, "mosh-server"), "new", "-i", "127.0.0.1", "-c", "256", "--", "cat"], environment, TerminalSize.Standard))
        {
            server.WaitFor("MOSH CONNECT ");
            times.Server.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            int end = server.WaitFor("detached, pid = ");
            server.WaitFor("]", from: end);
            string number = server.Transcript[end..server.Transcript.IndexOf(']', end)];
            ProcessTable.Send(int.Parse(number, CultureInfo.InvariantCulture), Signal.Terminate);
            ProcessTable.WaitUntilGone(int.Parse(number, CultureInfo.InvariantCulture), LabTime.Generous);
        }

        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        start = Stopwatch.GetTimestamp();
        using PtyProcess client = MoshClient.StartOnPty(side, (IPEndPoint)socket.LocalEndPoint!, "AAECAwQFBgcICQoLDA0ODw", TerminalSize.Standard);
        socket.Receive(new byte[2048]);
        times.Client.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static Dictionary<Implementation, IdleCost> MeasureIdle(Implementation[] sides, int seconds)
    {
        List<(Implementation Side, MoshServer Server, LinkEmulator Link, PtyProcess Client)> sessions = [];
        try
        {
            foreach (Implementation side in sides)
            {
                // An idle time-out would add to what is measured; so the server gets none.
                Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["MOSH_SERVER_NETWORK_TMOUT"] = "0" };
                var server = MoshServer.Start(side, ["sh", "-c", "echo ready; exec cat"], variables: variables);
                LinkEmulator link = new(server.EndPoint, LinkProfile.Clean);
                PtyProcess client = MoshClient.StartOnPty(side, link.EndPoint, server.Key, TerminalSize.Standard);
                sessions.Add((side, server, link, client));
                client.WaitFor("ready");
            }
            Wait(Settle);
            (Usage Server, Usage Client, long Packets)[] before = sessions.Select(session => (Server: Usage.Of(session.Server.ProcessId), Client: Usage.Of(session.Client.Id), Packets: PacketsOf(session.Link))).ToArray();
            long start = Stopwatch.GetTimestamp();
            Wait(TimeSpan.FromSeconds(seconds));
            double minutes = Stopwatch.GetElapsedTime(start).TotalMinutes;
            Dictionary<Implementation, IdleCost> costs = [];
            for (int i = 0; i < sessions.Count; i++)
            {
                costs[sessions[i].Side] = new IdleCost(
                    ProcessCost.Of(sessions[i].Server.ProcessId, before[i].Server, minutes),
                    ProcessCost.Of(sessions[i].Client.Id, before[i].Client, minutes),
                    (PacketsOf(sessions[i].Link) - before[i].Packets) / minutes);
            }
            return costs;
        }
        finally
        {
            foreach ((_, MoshServer server, LinkEmulator link, PtyProcess client) in sessions)
            {
                client.Dispose();
                link.Dispose();
                server.Dispose();
            }
        }

        // What clients write meanwhile (there should be nothing) is read, so that none of them blocks.
        void Wait(TimeSpan time)
        {
            long end = PtyProcess.DeadlineAfter(time);
            while (Stopwatch.GetTimestamp() < end)
            {
                Thread.Sleep(500);
                foreach ((_, _, _, PtyProcess client) in sessions)
                    client.Pump(TimeSpan.Zero);
            }
        }
    }

    private static long PacketsOf(LinkEmulator link) => link.ToServer.Received + link.ToClient.Received;

    // Names of one binary count once.
    private static double BinaryMebibytes(Implementation side) => ((string[])["mosh-client", "mosh-server"])
        .Select(name => Programs.Require(side, name))
        .Select(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)
        .Distinct(StringComparer.Ordinal)
        .Sum(path => new FileInfo(path).Length) / 1048576.0;

    private static void Write(Implementation side, StartUpTimes startUp, IdleCost idle, int rounds, int seconds) => Table.WriteJson(
        ("bench", "footprint"), ("side", side.ToString().ToLowerInvariant()), ("rounds", rounds), ("seconds", seconds),
        ("client_colours_ms", startUp.Colours.Median), ("client_colours_min_ms", startUp.Colours.Minimum),
        ("server_start_ms", startUp.Server.Median), ("server_start_min_ms", startUp.Server.Minimum),
        ("client_first_datagram_ms", startUp.Client.Median), ("client_first_datagram_min_ms", startUp.Client.Minimum),
        ("server_rss_kib", idle.Server.Rss), ("server_pss_kib", idle.Server.Pss), ("server_private_kib", idle.Server.Private),
        ("client_rss_kib", idle.Client.Rss), ("client_pss_kib", idle.Client.Pss), ("client_private_kib", idle.Client.Private),
        ("server_wakeups_per_min", idle.Server.SwitchesPerMinute), ("client_wakeups_per_min", idle.Client.SwitchesPerMinute),
        ("server_cpu_ms_per_min", idle.Server.CpuMsPerMinute), ("client_cpu_ms_per_min", idle.Client.CpuMsPerMinute),
        ("packets_per_min", idle.PacketsPerMinute), ("server_threads", idle.Server.Threads), ("client_threads", idle.Client.Threads),
        ("binary_mib", BinaryMebibytes(side)));

    private sealed class StartUpTimes
    {
        public Distribution Colours { get; } = new();

        public Distribution Server { get; } = new();

        public Distribution Client { get; } = new();
    }

    private readonly record struct Usage(long Switches, TimeSpan Cpu)
    {
        public static Usage Of(int process) => new(ProcessTable.SwitchesOf(process), ProcessTable.CpuTimeOf(process));
    }

    private readonly record struct ProcessCost(long Rss, long Pss, long Private, double SwitchesPerMinute, double CpuMsPerMinute, int Threads)
    {
        public static ProcessCost Of(int process, Usage before, double minutes) => new(
            ProcessTable.MemoryOf(process, "Rss"),
            ProcessTable.MemoryOf(process, "Pss"),
            ProcessTable.MemoryOf(process, "Private_Clean") + ProcessTable.MemoryOf(process, "Private_Dirty"),
            (ProcessTable.SwitchesOf(process) - before.Switches) / minutes,
            (ProcessTable.CpuTimeOf(process) - before.Cpu).TotalMilliseconds / minutes,
            ProcessTable.ThreadsOf(process));
    }

    private readonly record struct IdleCost(ProcessCost Server, ProcessCost Client, double PacketsPerMinute);
}
