using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// Single rules of how a screen of many datagrams is repeated to a stock client. The only losses are those that a test makes itself, so that each shows what one rule does.
/// </summary>
public sealed class RepeatedFrameTests
{
    private const int PictureBytes = 60_000;
    private const double ReactionMs = 150;

    private static readonly LinkProfile Slow = new() { DelayMs = 50, BytesPerSecond = 250_000, QueueBytes = 125_000 };

    private static Capabilities Ours { get; } = Capabilities.Create([0], Capabilities.CompactInstructions);

    [Fact]
    public void An_acknowledgement_ends_the_repetition_that_is_leaving()
    {
        SimulatedSession session = UntilItIsRepeated();
        RunToAcknowledgement(session);
        long left = session.Down.Datagrams;
        session.Run(45);
        // The program has not answered the key yet, so that there is nothing to overtake the pieces.
        Assert.Equal(0, session.Down.Datagrams - left);
        session.Run(1000);
        Assert.Equal(session.Typed, session.LatencyMs.Count);
    }

    [Fact]
    public void An_acknowledgement_of_an_earlier_pass_says_nothing_of_the_rate_of_the_one_that_is_leaving()
    {
        SimulatedSession session = UntilItIsRepeated();
        // The path's, as the frames before it have shown.
        double rate = session.Server.Session.PacingBytesPerSecond;
        Assert.InRange(rate, 200_000, 300_000);
        RunToAcknowledgement(session);
        Assert.Equal(rate, session.Server.Session.PacingBytesPerSecond);
    }

    [Fact]
    public void An_echo_ack_waits_while_the_client_may_have_a_part_of_a_screen()
    {
        var link = new LinkProfile { DelayMs = 50 };
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, link with { Loss = 0.05 }, serverCapabilities: Ours);
        // What one learns that a path loses.
        for (int i = 0; i < 200; i++)
            session.After(i * 100, session.Type);
        session.Run(23_000);
        session.Up.Profile = session.Down.Profile = link;
        // The echo ack is due 100 ms after the key arrived; the screen leaves before that, twice, and cannot have been acknowledged.
        const int Datagrams = 17;
        session.After(0, session.Type);
        session.After(75, () => session.Paint(Datagrams * 1200));
        session.Run(74);
        long left = session.Down.Datagrams;
        session.Run(16);
        Assert.Equal(2 * Datagrams, session.Down.Datagrams - left);
        int instructions = session.Server.Observer.Instructions;
        session.Run(110);
        Assert.True(session.Server.Session.Current.EchoAck > session.Client.Session.NewestRemote.EchoAck);
        // Another instruction makes a stock client forget the pieces that it has, so that those on their way are no use either.
        Assert.Equal(instructions, session.Server.Observer.Instructions);
        session.Run(500);
        Assert.Equal(session.Server.Session.Current.EchoAck, session.Client.Session.NewestRemote.EchoAck);
    }

    // A path whose rate is known, a screen that has arrived, and an acknowledgement that was lost: the first pieces leave once more.
    private static SimulatedSession UntilItIsRepeated()
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, Slow, serverCapabilities: Ours, writesAtMs: [ReactionMs]);
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(4000);
        for (int i = 0; i < 6; i++)
        {
            session.MeasurePicture(PictureBytes + i);
            session.Run(1000);
        }
        session.Up.IsDown = true;
        session.MeasurePicture(PictureBytes + 10);
        session.Run(120);
        session.Up.IsDown = false;
        long left = session.Down.Datagrams;
        Instant start = session.Now;
        while (session.Down.Datagrams < left + 2)
        {
            session.Run(1);
            Assert.True(session.Now - start < TimeSpan.FromSeconds(2), "nothing is repeated");
        }
        return session;
    }

    // A key brings it, well before the last piece has left.
    private static void RunToAcknowledgement(SimulatedSession session)
    {
        ulong frame = session.Server.Session.LastSentNumber;
        Instant start = session.Now;
        session.After(0, session.Type);
        while (session.Server.Session.AcknowledgedNumber < frame)
            session.Run(1);
        Assert.True(session.Now - start < TimeSpan.FromMilliseconds(PictureBytes * 1000 / 250_000), "the repetition was over");
    }
}
