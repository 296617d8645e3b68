using System.Globalization;
using System.Text;
using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>
/// What a session costs in memory once it has been used for a while: nothing. Both ends with their screens, guesses and painting, whoever the other end is. A runtime that compiles a
/// method anew may allocate once, so the least of several rounds counts; garbage of ours would come in each.
/// </summary>
public sealed class SteadyStateTests
{
    private const int Rounds = 3;
    private const int Columns = 80;
    private const int Rows = 24;

    private static readonly byte[][] Frames = [.. Enumerable.Range(0, 8).Select(FullFrame)];
    private static readonly byte[][] Lines = [.. Enumerable.Range(0, 64).Select(Line)];

    public static TheoryData<Pairing, int, PredictionMode> Sessions()
    {
        var sessions = new TheoryData<Pairing, int, PredictionMode>();
        foreach (Pairing pairing in Enum.GetValues<Pairing>())
        {
            sessions.Add(pairing, 0, PredictionMode.Never);
            sessions.Add(pairing, 50, PredictionMode.Always);
            sessions.Add(pairing, 200, PredictionMode.Adaptive);
        }

        return sessions;
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_key_that_is_typed_and_echoed_allocates_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        ulong frames = session.Frames;
        AssertNoGarbage(session, "a round of keys", () => Type(session, 60));
        Assert.InRange(session.Frames - frames, (ulong)(Rounds * 30), (ulong)(Rounds * 120));
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void Keys_of_which_some_are_lost_allocate_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        session.Lose(every: 7);
        Type(session, 100);
        AssertNoGarbage(session, "a round of keys", () => Type(session, 60));
        session.Lose(every: 0);
        session.Pass(TimeSpan.FromSeconds(5));
        Assert.True(session.IsInStep);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_screen_that_changes_as_a_whole_allocates_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        Play(session, Frames);
        ulong frames = session.Frames;
        AssertNoGarbage(session, "a round of full screens", () => Play(session, Frames));
        Assert.InRange(session.Frames - frames, 8ul, ulong.MaxValue);
        Assert.True(session.IsInStep);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_screen_that_scrolls_allocates_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        // So long that the history of the server's terminal is used up and begun again.
        for (int i = 0; i < 200; i++)
            session.Print(Lines.SelectMany(static line => line).ToArray(), TimeSpan.FromMilliseconds(1));
        Play(session, Lines);
        AssertNoGarbage(session, "a round of lines", () => Play(session, Lines));
        Assert.True(session.IsInStep);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_quiet_minute_allocates_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        int packets = session.Packets;
        AssertNoGarbage(session, "a quiet minute", () => session.Pass(TimeSpan.FromMinutes(1)));
        Assert.InRange(session.Packets - packets, 8, 300);
    }

    [Theory]
    [MemberData(nameof(Sessions))]
    public void A_key_after_a_quiet_minute_allocates_nothing_at_either_end(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        using TypedSession session = Warm(pairing, delayMs, prediction);
        AssertNoGarbage(session, "a key and a minute", () =>
        {
            Type(session, 1);
            session.Pass(TimeSpan.FromMinutes(1));
        });
    }

    private static TypedSession Warm(Pairing pairing, int delayMs, PredictionMode prediction)
    {
        var session = new TypedSession(pairing, prediction: prediction, delayMs: delayMs);
        Type(session, 150);
        // The screens on their way, and the states that heartbeats are with a stock peer.
        Play(session, Frames);
        session.Pass(TimeSpan.FromMinutes(2));
        Type(session, 60);
        Assert.Equal(pairing == Pairing.Ours, session.SpeaksFrames);
        return session;
    }

    private static void AssertNoGarbage(TypedSession session, string what, Action round)
    {
        (long client, long server) = (long.MaxValue, long.MaxValue);
        for (int i = 0; i < Rounds; i++)
        {
            session.ResetBytes();
            round();
            (client, server) = (Math.Min(client, session.ClientBytes), Math.Min(server, session.ServerBytes));
        }

        Assert.True(client == 0 && server == 0, $"bytes in {what}: client {client}, server {server}");
    }

    private static void Type(TypedSession session, int keys)
    {
        for (int key = 0; key < keys; key++)
            session.Type(key);
    }

    private static void Play(TypedSession session, byte[][] outputs)
    {
        foreach (byte[] output in outputs)
            session.Print(output, TimeSpan.FromMilliseconds(30));
        session.Pass(TimeSpan.FromSeconds(1));
    }

    private static byte[] FullFrame(int number)
    {
        var text = new StringBuilder("\e[H");
        for (int row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{31 + ((row + number) % 7)}m");
            for (int column = 0; column < Columns; column++)
                text.Append((char)('!' + (((row * 7) + (column * (number + 3)) + number) % 90)));
        }

        return Encoding.ASCII.GetBytes(text.Append("\e[m").ToString());
    }

    private static byte[] Line(int number) => Encoding.ASCII.GetBytes($"{number,8} the \e[1mline\e[m that scrolls up, and what it says: {number * 7919 % 10007}\r\n");
}
