using System.Globalization;
using System.Text;
using Moshi.Bench.Reporting;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Bench.Terminal;

/// <summary>Managed memory: of a server's end of a session that has shown a prompt and rests, and of lines that have scrolled away.</summary>
internal static class MemoryBench
{
    private const int Sessions = 40;
    private const int HistoryLines = 8000;
    private const double BudgetKilobytes = 96;

    /// <summary>Measures, prints, and tells whether a session is within its budget.</summary>
    public static bool Run()
    {
        double session = PerSession();
        Table table = new("what", "KB", "budget", "");
        table.Add("session at rest, 80x24: terminal, states sent, transport", Text(session), $"<= {Text(BudgetKilobytes)}", session <= BudgetKilobytes ? "pass" : "FAIL");
        Table.WriteJson(("bench", "memory"), ("what", "session"), ("kb", session));
        foreach (string name in (string[])["ascii-lines", "ls-colour", "unicode-mix", "sgr-heavy"])
        {
            double lines = PerThousandLines(Payload.Named([name])[0]);
            table.Add($"1,000 lines of history: {name}", Text(lines), "", "");
            Table.WriteJson(("bench", "memory"), ("what", "history"), ("payload", name), ("kb_per_1000_lines", lines));
        }
        table.Print("Managed memory, kB (10³ bytes)");
        return session <= BudgetKilobytes;
    }

    private static double PerSession()
    {
        // What all sessions of a process share is there once the first one has run.
        using SyncSession<HostState, UserStream> first = RestingServer();
        var servers = new SyncSession<HostState, UserStream>[Sessions];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Sessions; i++)
            servers[i] = RestingServer();
        double bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        foreach (SyncSession<HostState, UserStream> server in servers)
            server.Dispose();
        return bytes / Sessions / 1000;
    }

    /// <summary>A server whose client has typed a little and seen the answers, and is gone from memory.</summary>
    private static SyncSession<HostState, UserStream> RestingServer()
    {
        byte[] key = new byte[16];
        var path = NetworkPath.FromIPv4([127, 0, 0, 1], 60001);
        Instant now = new(1_000_000_000);
        var capabilities = Capabilities.Create([0], 1UL | Capabilities.CompactInstructions);
        var host = new HostState(new WindowSize(80, 24), answersQueries: true);
        var server = new SyncSession<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Capabilities = capabilities }, new OcbCipher(key), host, new UserStream(), now);
        using var client = new SyncSession<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, InitialPath = path, Capabilities = capabilities }, new OcbCipher(key), new UserStream(),
            new HostState(new WindowSize(80, 24), answersQueries: false), now);
        byte[] datagram = new byte[4096];
        for (int step = 0; step < 400; step++)
        {
            now += TimeSpan.FromMilliseconds(10);
            if (step is 50 or 100 or 150)
            {
                client.Current.TryAppendKeys("ls -l\r"u8);
                host.WritesDeltas = true;
                host.Feed(Encoding.UTF8.GetBytes($"ls -l\r\n\e[01;34mbin\e[0m  \e[01;32mstart.sh\e[0m  notes-{step}.txt\r\n\e[1;32muser@host\e[0m:\e[1;34m~\e[0m$ "));
            }
            client.Advance(now);
            while (client.TryTransmit(datagram, now, out Transmit sent))
                server.Receive(datagram.AsSpan(0, sent.Length), path, ceMarked: false, now);
            server.TryTakeRemote(out _);
            server.Advance(now);
            while (server.TryTransmit(datagram, now, out Transmit sent))
                client.Receive(datagram.AsSpan(0, sent.Length), path, ceMarked: false, now);
            client.TryTakeRemote(out _);
        }
        if (client.NewestRemoteNumber < 3 || server.LastSentNumber != server.AcknowledgedNumber)
            throw new InvalidOperationException($"the session is not at rest: {client.NewestRemoteNumber} {server.LastSentNumber} {server.AcknowledgedNumber}");
        return server;
    }

    private static double PerThousandLines(Payload payload)
    {
        Emulator emulator = new(80, 24);
        byte[] piece = payload.Piece;
        emulator.Feed(piece);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int lines = emulator.HistoryLineCount;
        while (emulator.HistoryLineCount - lines < HistoryLines && emulator.HistoryLineCount < emulator.HistoryLines)
        {
            int count = emulator.HistoryLineCount;
            emulator.Feed(piece.AsSpan(0, piece.Length / 8));
            if (emulator.HistoryLineCount <= count)
                break;
        }
        double bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        double perThousand = bytes / (emulator.HistoryLineCount - lines);
        GC.KeepAlive(emulator);
        return perThousand;
    }

    private static string Text(double kilobytes) => kilobytes.ToString("0.0", CultureInfo.InvariantCulture);
}
