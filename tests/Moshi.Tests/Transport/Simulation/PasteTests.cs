using Moshi.Client;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>What is pasted into a client, all at once or faster than the path takes it.</summary>
public sealed class PasteTests
{
    // As the client's loop: it reads no further while so much waits for the server.
    private const int PendingLimitBytes = 256 * 1024;

    [Fact]
    public void A_megabyte_arrives_in_order_on_a_path_that_loses()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            SimulatedSession session = new(
                seed,
                TimerPolicy.Responsive,
                TimerPolicy.Responsive,
                new LinkProfile { DelayMs = 30, Loss = seed % 3 * 0.05, BytesPerSecond = seed % 2 == 0 ? 60_000 : 0, QueueBytes = 40_000 },
                clientCapabilities: FrameSessionTests.Frames,
                serverCapabilities: FrameSessionTests.Frames)
            {
                Echoes = false,
            };
            session.Run(3000);
            byte[] paste = new byte[1_000_000];
            for (int i = 0; i < paste.Length; i++)
                paste[i] = (byte)('a' + session.Random.Next(26));
            UserStream keys = session.Client.Session.Current;
            int at = 0, waited = 0;
            for (; session.Input.Count < paste.Length && waited < 60_000; waited += 5)
            {
                for (int turns = 0; turns < 4 && at < paste.Length && keys.PendingBytes < PendingLimitBytes; turns++)
                {
                    int length = Math.Min(500, paste.Length - at);
                    byte[] piece = paste[at..(at + length)];
                    session.After(0, () => Assert.True(keys.TryAppendKeys(piece)));
                    at += length;
                }
                session.Run(5);
            }
            Assert.True(session.Input.Count == paste.Length, $"seed {seed}: {session.Input.Count} of {at} bytes after {waited} ms");
            Assert.True(paste.AsSpan().SequenceEqual(session.Input.ToArray()));
        }
    }

    [Fact]
    public void It_arrives_at_a_stock_server_on_a_slow_path_that_loses_while_the_client_changes_its_address()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            var link = new LinkProfile { DelayMs = 30, Loss = 0.1, BytesPerSecond = seed % 2 == 0 ? 25_000 : 8_000, QueueBytes = 40_000 };
            SimulatedSession session = new(seed, TimerPolicy.Responsive, TimerPolicy.Stock, link, clientCapabilities: FrameSessionTests.Frames) { Echoes = false };
            session.Run(3000);
            byte[] paste = new byte[100_000];
            for (int i = 0; i < paste.Length; i++)
                paste[i] = (byte)('a' + session.Random.Next(26));
            var backlog = new KeyBacklog();
            backlog.Add(paste);
            UserStream keys = session.Client.Session.Current;
            session.Client.Act += now => Assert.True(keys.TryAppendKeys(backlog.Take(keys.PendingBytes, !session.Client.Session.SpeaksFrames, now)));
            int waited = 0;
            for (; session.Input.Count < paste.Length && waited < 120_000; waited += 250)
            {
                session.Client.Address = NetworkPath.FromIPv4([10, 0, 1, (byte)(waited / 250 % 200)], 40000);
                session.Run(250);
            }
            Assert.True(session.Input.Count == paste.Length, $"seed {seed}: {session.Input.Count} bytes after {waited} ms");
            Assert.True(paste.AsSpan().SequenceEqual(session.Input.ToArray()));
        }
    }
}
