using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Moshi.Bench.Latency;
using Moshi.Bench.Reporting;
using Moshi.Bench.Rows;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Fairness;

/// <summary>
/// What a session and a CUBIC download get of the same bottleneck (10 Mbit/s, 50 ms, a queue of 250 ms), when the session is typed at and when it floods the screen.
/// </summary>
internal static class FairnessBench
{
    private const long BitsPerSecond = 10_000_000;
    private const int Port = 5001, SettleSeconds = 4, CountedSeconds = 10;

    // A full TCP segment on the wire for its payload: 1500 for 1448 with timestamps.
    private const double TcpOverhead = 1500.0 / 1448.0;

    private static readonly LinkProfile Bottleneck = LinkProfile.Symmetric(new LinkDirection
    {
        Delay = TimeSpan.FromMilliseconds(25),
        BitsPerSecond = BitsPerSecond,
        QueueLimit = TimeSpan.FromMilliseconds(250),
    });

    /// <summary>The file of the results.</summary>
    public static string FilePath { get; } = Path.Combine(Measurement.Directory, "fairness.json");

    /// <summary>Runs all cases; 2 when the machine does not allow it.</summary>
    public static int Run(BenchOptions options)
    {
        if (!NetworkNamespace.IsPossible)
        {
            Console.Error.WriteLine("bench fairness needs network namespaces and /dev/net/tun: run it as root");
            return 2;
        }
        List<FairnessResult> results = [];
        foreach (FairnessCase item in FairnessCase.All)
        {
            results.Add(Measure(item, options.Seed));
            Console.Error.WriteLine($"{item.Name}: done");
        }
        Save(results);
        Report(results);
        return 0;
    }

    /// <summary>What the file holds; empty without one.</summary>
    public static IReadOnlyList<FairnessResult> Load()
    {
        if (!File.Exists(FilePath))
            return [];
        using var document = JsonDocument.Parse(File.ReadAllBytes(FilePath));
        return [.. document.RootElement.EnumerateArray().Select(item => new FairnessResult(
            item.GetProperty("case").GetString()!, Number(item, "download_share"), Number(item, "session_share"), Number(item, "median_ms"), Number(item, "p99_ms"), Number(item, "missed_share")))];
    }

    private static FairnessResult Measure(FairnessCase item, int seed)
    {
        using Lane lane = new(hasLink: true);
        TunLink link = lane.Link!;
        lane.Reset(Bottleneck, seed);
        using Process? source = item.HasDownload ? StartSource(link) : null;
        using LaneSession? session = item.Subject is { } subject ? StartSession(lane, subject, item.IsFlooding) : null;
        try
        {
            long start = Stopwatch.GetTimestamp();
            Task<long>? download = item.HasDownload ? Task.Factory.StartNew(() => Download(link), TaskCreationOptions.LongRunning) : null;
            (Distribution latency, double missed, long sessionBytes) = Use(session, item, link, seed, start);
            double seconds = CountedSeconds;
            long payload = download?.Result ?? 0;
            if (item.Subject?.IsSsh() == true)
            {
                // Both are TCP: what is not the download is the session.
                sessionBytes = Math.Max(0, sessionBytes - (long)(payload * TcpOverhead));
            }
            double link8 = BitsPerSecond / 8.0 * seconds;
            return new FairnessResult(
                item.Name, payload * TcpOverhead / link8, session is null ? double.NaN : sessionBytes / link8, latency.Median, latency.Quantile(0.99), missed);
        }
        finally
        {
            source?.Kill();
        }
    }

    // Types, or reads the flood away, for the counted time, and says what the session received meanwhile.
    private static (Distribution Latency, double Missed, long Bytes) Use(LaneSession? session, FairnessCase item, TunLink link, int seed, long start)
    {
        if (session is null)
            return (new Distribution(), double.NaN, 0);
        Rest(session, item, TimeSpan.FromSeconds(SettleSeconds) - Stopwatch.GetElapsedTime(start));
        long before = SessionBytes(link, item);
        if (item.IsFlooding)
        {
            session.Terminal.TryPass("\0never"u8, TimeSpan.FromSeconds(CountedSeconds));
            return (new Distribution(), double.NaN, SessionBytes(link, item) - before);
        }
        EchoMeter meter = new(session.Terminal) { Patience = TimeSpan.Zero };
        double[] times = [.. KeySchedule.Times(200, seed).TakeWhile(time => time < (CountedSeconds - 1) * 1000)];
        Distribution latency = meter.Measure([.. times, CountedSeconds * 1000]);
        return (latency, (double)Math.Max(0, meter.Missed - 1) / times.Length, SessionBytes(link, item) - before);
    }

    private static void Rest(LaneSession session, FairnessCase item, TimeSpan time)
    {
        if (time <= TimeSpan.Zero)
            return;
        if (item.IsFlooding)
            session.Terminal.TryPass("\0never"u8, time);
        else
            new EchoMeter(session.Terminal) { Patience = TimeSpan.Zero }.Measure([.. Enumerable.Range(0, (int)(time.TotalMilliseconds / 200)).Select(key => key * 200.0)]);
    }

    // Delivered towards the client: UDP is the session's alone.
    private static long SessionBytes(TunLink link, FairnessCase item) => item.Subject?.IsSsh() == true ? link.DeliveredTcpToClient : link.DeliveredUdpToClient;

    private static LaneSession StartSession(Lane lane, RowSubject subject, bool isFlooding)
    {
        LaneSession session = lane.Start(subject, Row.Self(isFlooding ? "repaint 120 40 forever" : "echo plain"), isFlooding ? new TerminalSize(120, 40) : TerminalSize.Standard);
        session.Terminal.WaitFor(isFlooding ? RepaintProgram.Ready : ">", TimeSpan.FromSeconds(60));
        if (isFlooding)
            session.Terminal.Write("n"u8);
        return session;
    }

    private static Process StartSource(TunLink link)
    {
        IReadOnlyList<string> command = link.Server.Enter([Environment.ProcessPath!, "tcp-source", TunLink.ServerAddress.ToString(), Port.ToString(CultureInfo.InvariantCulture)]);
        Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() == TcpPrograms.Ready ? process : throw new LabTimeoutException("the source of the download does not listen");
    }

    private static long Download(TunLink link)
    {
        string[] sink = [Environment.ProcessPath!, "tcp-sink", TunLink.ServerAddress.ToString(), Number(Port), Number(SettleSeconds), Number(CountedSeconds)];
        Command.Outcome outcome = Command.Run(link.Client.Enter(sink), timeout: TimeSpan.FromSeconds(SettleSeconds + CountedSeconds + 20));
        return long.Parse(outcome.Output.Trim(), CultureInfo.InvariantCulture);
    }

    private static void Save(List<FairnessResult> results)
    {
        Directory.CreateDirectory(Measurement.Directory);
        using FileStream stream = File.Create(FilePath);
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (FairnessResult result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("case", result.Name);
            Write("download_share", result.DownloadShare);
            Write("session_share", result.SessionShare);
            Write("median_ms", result.MedianMs);
            Write("p99_ms", result.P99Ms);
            Write("missed_share", result.Missed);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();

        void Write(string name, double value)
        {
            if (double.IsFinite(value))
                writer.WriteNumber(name, Math.Round(value, 4));
        }
    }

    private static void Report(List<FairnessResult> results)
    {
        Table table = new("case", "download gets", "session gets", "echo median ms", "p99 ms", "missed");
        foreach (FairnessResult result in results)
        {
            table.Add(result.Name, Share(result.DownloadShare), Share(result.SessionShare), Text(result.MedianMs), Text(result.P99Ms), Share(result.Missed));
            Table.WriteJson(
                ("bench", "fairness"), ("case", result.Name), ("download_share", result.DownloadShare), ("session_share", result.SessionShare), ("median_ms", result.MedianMs),
                ("p99_ms", result.P99Ms), ("missed_share", result.Missed));
        }
        table.Print("10 Mbit/s, 50 ms, a queue of 250 ms, a CUBIC download: what each gets of the bottleneck");
    }

    private static double Number(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : double.NaN;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Share(double share) => double.IsFinite(share) ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "";

    private static string Text(double milliseconds) => double.IsFinite(milliseconds) ? milliseconds.ToString("0", CultureInfo.InvariantCulture) : "";
}
