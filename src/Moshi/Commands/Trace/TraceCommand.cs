using System.Globalization;
using Moshi.Diagnostics;

namespace Moshi.Commands.Trace;

/// <summary>`moshi trace FILE... [--svg OUT]`: says what a trace shows, and draws the latency of each key.</summary>
internal static class TraceCommand
{
    private const string Usage = """
        usage: moshi trace FILE... [--svg OUT]
          FILE is what MOSHI_TRACE=FILE made a client write; a server writes FILE.server.
          --svg OUT   draw the latency of each key of the first client's trace

        """;

    /// <summary>What either side may take of a key's way, beyond the network (docs/trace.md).</summary>
    private const long BudgetMicros = 150;

    /// <summary>Runs it; 0, 1 when a file cannot be read, 2 for a wrong command line.</summary>
    public static int Run(string[] args)
    {
        var files = new List<string>();
        string? picture = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "-h" or "--help":
                    Console.Out.Write(Usage);
                    return 0;
                case "--svg" when i + 1 < args.Length:
                    picture = args[++i];
                    break;
                case ['-', ..]:
                    Console.Error.Write(Usage);
                    return 2;
                default:
                    files.Add(args[i]);
                    break;
            }
        }

        if (files.Count == 0)
        {
            Console.Error.Write(Usage);
            return 2;
        }

        try
        {
            return Report(files, picture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"moshi trace: {(e is FileNotFoundException { FileName: { } file } ? file : string.Join(' ', files))}: {FileFault.Of(e)}");
            return 1;
        }
    }

    private static int Report(List<string> files, string? picture)
    {
        bool isDrawn = picture is null;
        bool isTrace = true;
        foreach (string file in files)
        {
            TraceSummary trace;
            using (var reader = new StreamReader(file))
                trace = TraceSummary.Read(reader);
            if (trace.Lines == 0)
            {
                Console.Error.WriteLine($"moshi trace: {file} is no trace; MOSHI_TRACE=FILE makes a client write one");
                isTrace = false;
                continue;
            }

            Print(file, trace);
            if (isDrawn || trace.Keys.Count == 0)
                continue;
            File.WriteAllText(picture!, TracePicture.Draw(trace));
            isDrawn = true;
        }

        if (isTrace && !isDrawn)
            Console.Error.WriteLine("moshi trace: no picture: none of these traces has keys; a client's has");
        return isTrace && isDrawn ? 0 : 1;
    }

    private static void Print(string file, TraceSummary trace)
    {
        bool isServer = string.Equals(trace.Role, "server", StringComparison.Ordinal);
        Say($"{file}: {trace.Role}, {trace.Micros / 1e6:0.0} s, {trace.Lines} lines{(trace.Refused > 0 ? $", {trace.Refused} unreadable" : "")}");
        Say($"  sent {trace.PacketsSent} packets, {trace.BytesSent} bytes; received {trace.PacketsReceived}, {trace.BytesReceived}");
        Say($"  the loop allocated {trace.GarbageBytes} bytes, {trace.LaterGarbageBytes} of them in the second half of its packets");
        Rank("round trip, ms", trace.RoundTrip, 1);
        Rank(isServer ? "output read to datagram sealed, us" : "key read to datagram sealed, us", trace.InToSealed, 1, BudgetMicros);
        Rank(isServer ? "output read to datagram sent, us" : "key read to datagram sent, us", trace.InToSent, 1, BudgetMicros);
        Rank(isServer ? "datagram to the program's terminal, us" : "datagram to paint, us", trace.ReceivedToOut, 1, BudgetMicros);
        Rank("key to first paint, ms", trace.KeyToPaint, 1000);
        Rank("key to its echo on the screen, ms", trace.KeyToAnswer, 1000);
    }

    private static void Rank(string what, Percentiles samples, int divisor, long budget = 0)
    {
        if (samples.Count == 0)
            return;
        string within = budget == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {samples.ShareWithin(budget):0.0 %} within {budget}");
        Say($"  {what,-40} {samples.Count,6} x  p50 {Text(0.5)}  p95 {Text(0.95)}  p99 {Text(0.99)}  max {Text(1)}{within}");

        string Text(double share) => (samples.At(share) / (double)divisor).ToString(divisor == 1 ? "0" : "0.00", CultureInfo.InvariantCulture);
    }

    private static void Say(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
