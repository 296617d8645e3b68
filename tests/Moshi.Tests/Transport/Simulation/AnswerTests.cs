using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>A key that ends a flood: how soon the picture is there that the program leaves.</summary>
public sealed class AnswerTests
{
    private const double RttMs = 100;
    private const double ReactionMs = 1.5;

    private static readonly Capabilities Frames = Capabilities.Create([0], Capabilities.CompactInstructions | Capabilities.Frames);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_last_picture_does_not_wait_for_its_turn(bool isClientOurs)
    {
        double settled = Measure(TimerPolicy.Responsive, isClientOurs);
        double waiting = Measure(TimerPolicy.Responsive with { AnswersWhenSettled = false }, isClientOurs);
        Assert.True(settled < RttMs + 12 + (isClientOurs ? 0 : 40), $"{settled} ms");
        Assert.True(waiting > settled + 8, $"{waiting} against {settled} ms");
    }

    [Fact]
    public void A_program_that_goes_on_writing_gets_no_more_of_the_link()
    {
        SimulatedSession flood = Flood(TimerPolicy.Responsive, isClientOurs: true, endsOnKey: false);
        SimulatedSession without = Flood(TimerPolicy.Responsive with { AnswersWhenSettled = false }, isClientOurs: true, endsOnKey: false);
        for (int i = 0; i < 20; i++)
        {
            flood.After(i * 100, flood.Type);
            without.After(i * 100, without.Type);
        }
        flood.Run(3000);
        without.Run(3000);
        Assert.InRange(flood.Down.IpBytes, 0, without.Down.IpBytes * 1.02);
    }

    private static double Measure(TimerPolicy policy, bool isClientOurs)
    {
        double total = 0.0;
        const int Rounds = 20;
        for (int round = 0; round < Rounds; round++)
        {
            SimulatedSession session = Flood(policy, isClientOurs, endsOnKey: true);
            // At all phases of the frame clock.
            session.Run(500 + 7 * round);
            total += Answer(session, FloodScreen.LastBytes);
        }
        return total / Rounds;
    }

    private static SimulatedSession Flood(TimerPolicy policy, bool isClientOurs, bool endsOnKey)
    {
        var session = new SimulatedSession(1, isClientOurs ? policy : TimerPolicy.Stock, policy, new LinkProfile { DelayMs = RttMs / 2, BytesPerSecond = 250_000 }, null, isClientOurs ? Frames : null, Frames, writesAtMs: [ReactionMs]);
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(3000);
        FloodScreen.Start(session, endsOnKey, ReactionMs);
        return session;
    }

    /// <summary>Another picture each millisecond, never read to the end; until a key arrives, if that ends it, and then one last one.</summary>
    private static class FloodScreen
    {
        public const int LastBytes = 1001;

        public static void Start(SimulatedSession session, bool endsOnKey, double reactionMs, int bytes = LastBytes - 1)
        {
            int received = session.Input.Count;
            session.After(1, Write);

            void Write()
            {
                if (!endsOnKey || session.Input.Count == received)
                {
                    session.Paint(bytes);
                    session.Server.Session.NoteOutput(isAll: false, session.Now);
                    session.After(1, Write);
                    return;
                }
                session.After(reactionMs, () =>
                {
                    session.Paint(bytes + 1);
                    session.Server.Session.NoteOutput(isAll: true, session.Now);
                });
            }
        }
    }

    private static double Answer(SimulatedSession session, int lastBytes)
    {
        Instant start = session.Now;
        session.After(0, session.Type);
        while (session.Client.Session.NewestRemote.Picture.Length != lastBytes)
        {
            session.Run(0.5);
            Assert.True(session.Now - start < TimeSpan.FromSeconds(20), "the last picture did not come");
        }
        return (session.Now - start).TotalMilliseconds;
    }
}
