using Moshi.Commands.Trace;
using Moshi.Diagnostics.Trace;
using Moshi.Tests.Session;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Diagnostics;

public sealed class SessionTraceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("moshi-trace-test-").FullName;

    private string FilePath => Path.Combine(_directory, "trace");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_packet_is_a_line_with_its_numbers_and_none_tells_what_was_typed(bool isOurs)
    {
        const int Keys = 40;
        int packets;
        using (var trace = new SessionTrace(TraceWriter.Create(FilePath), "client"u8))
        {
            using var session = new TypedSession(isOurs ? Pairing.Ours : Pairing.StockServer, trace);
            for (int key = 0; key < Keys; key++)
                session.Type(key);
            packets = session.Packets;
        }

        string[] lines = File.ReadAllLines(FilePath);
        var summary = TraceSummary.Read(new StringReader(File.ReadAllText(FilePath)));
        Assert.Equal(0, summary.Refused);
        Assert.Equal("client", summary.Role);
        Assert.Equal(packets, summary.PacketsSent + summary.PacketsReceived);
        Assert.True(summary.RoundTrip.Count > Keys / 2, $"{summary.RoundTrip.Count} samples of the round trip");
        string form = isOurs ? "frames" : "stock";
        string[] states = [.. lines.Where(line => line.Contains($"\"form\":\"{form}\"", StringComparison.Ordinal) && line.Contains("\"new\":", StringComparison.Ordinal))];
        Assert.True(states.Length > Keys, $"{states.Length} lines with states");
        // A line is names from a list and numbers.
        foreach (string line in lines)
            Assert.Matches("""^\{("[a-z_]+":(-?[0-9]+|"[a-z_]+"),?)+\}$""", line);
    }

    [Fact]
    public void A_trace_belongs_to_its_owner_and_follows_no_link()
    {
        string precious = Path.Combine(_directory, "precious");
        File.WriteAllText(precious, "still here");
        File.CreateSymbolicLink(FilePath, precious);
        TraceWriter.Create(FilePath).Dispose();
        Assert.Equal("still here", File.ReadAllText(precious));
        Assert.Null(new FileInfo(FilePath).LinkTarget);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void Tracing_allocates_nothing_for_a_packet_or_an_event()
    {
        using var trace = new SessionTrace(TraceWriter.Create(FilePath), "server"u8);
        byte[] plain = [0, 1, 0, 2, 0xA1, 0x20, 0, 7, 1, 2, 3];
        long allocated = long.MaxValue;
        // The first rounds are those of the just-in-time compiler.
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                Record(trace, plain, new Instant(i));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_turn_that_allocates_says_so_and_one_that_does_not_is_silent()
    {
        using (var trace = new SessionTrace(TraceWriter.Create(FilePath), "client"u8))
        {
            byte[] plain = [0, 1, 0, 2, 0xA1, 0x20, 0, 7, 1, 2, 3];
            for (int i = 0; i < 4; i++)
            {
                trace.Sent(new Instant(i), (ulong)i, 45, plain);
                trace.TurnEnded(new Instant(i));
            }

            GC.KeepAlive(new byte[1000]);
            trace.TurnEnded(new Instant(9));
            trace.TurnEnded(new Instant(10));
        }

        var summary = TraceSummary.Read(new StringReader(File.ReadAllText(FilePath)));
        Assert.InRange(summary.LaterGarbageBytes, 1000, 1100);
        Assert.Equal(0, summary.Refused);
    }

    private static void Record(SessionTrace trace, byte[] plain, Instant now)
    {
        trace.KeyIn(now, 1);
        trace.Sent(now, 1, 45, plain);
        trace.Departed();
        trace.Received(now, 2, 45, plain, Moshi.Transport.Sync.ReceiveVerdict.NewState);
        trace.StateTaken(7, 6, 5);
        trace.PtyWritten(1);
        trace.PtyRead(now, 1);
        trace.Painted();
        trace.TurnEnded(now);
    }

    [Fact]
    public void The_summary_follows_a_key_through_datagram_answer_and_paint()
    {
        var summary = TraceSummary.Read(new StringReader("""
            {"t":1000,"e":"start","version":1,"role":"client"}
            {"t":2000,"e":"key_in","bytes":1}
            {"t":2090,"e":"sent","seq":3,"bytes":45,"form":"frames","old":3,"new":4,"diff":2,"ack":9}
            {"t":2120,"e":"paint"}
            {"t":52000,"e":"received","seq":8,"bytes":37,"form":"frames","ack":4,"rtt":50,"verdict":"taken"}
            {"t":53000,"e":"received","seq":9,"bytes":45,"form":"frames","old":9,"new":10,"diff":4,"ack":4,"rtt":51,"verdict":"new"}
            {"t":53010,"e":"state","new":10,"acked":4,"echo":0,"diff":4}
            {"t":53040,"e":"paint"}
            not a line of a trace
            {"t":60000,"e":"paint"}
            """));
        Assert.Equal(1, summary.Refused);
        TracedKey key = Assert.Single(summary.Keys);
        Assert.Equal(4, key.State);
        Assert.Equal(90, summary.InToSent.At(0.5));
        Assert.Equal(120, summary.KeyToPaint.At(0.5));
        Assert.Equal(51_040, summary.KeyToAnswer.At(0.5));
        Assert.Equal(40, summary.ReceivedToOut.At(1));
        Assert.Equal(51, summary.RoundTrip.At(1));
        string picture = TracePicture.Draw(summary);
        Assert.StartsWith("<svg ", picture, StringComparison.Ordinal);
        Assert.Equal(1, picture.Split("fill=\"#1565c0\"").Length - 1);
    }
}
