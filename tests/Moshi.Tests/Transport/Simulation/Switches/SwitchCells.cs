using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Transport.Simulation.Switches;

/// <summary>The workloads of <see cref="SwitchCatalog"/>: each takes the policy of our ends and returns one number.</summary>
internal static class SwitchCells
{
    private static readonly Capabilities Compact = Capabilities.Create([0], Capabilities.CompactInstructions);
    private static readonly Capabilities Frames = Capabilities.Create([0], Capabilities.CompactInstructions | Capabilities.Frames);

    /// <summary>Typing, both ends ours.</summary>
    public static Func<TimerPolicy, double> Both(TypingCell cell, Func<TypingResult, double> metric, int keys = 3000) =>
        policy => metric((cell with { SpeaksFrames = true }).Run(policy, policy, keys));

    /// <summary>Typing at a stock client of our server.</summary>
    public static Func<TimerPolicy, double> Server(TypingCell cell, Func<TypingResult, double> metric, int keys = 3000) => policy => metric(cell.Run(TimerPolicy.Stock, policy, keys));

    /// <summary>Typing at our client of a stock server.</summary>
    public static Func<TimerPolicy, double> Client(TypingCell cell, Func<TypingResult, double> metric, int keys = 3000) => policy => metric(cell.Run(policy, TimerPolicy.Stock, keys));

    /// <summary>Milliseconds until a screen of so many datagrams is whole at a stock client of our server, at a share of all screens.</summary>
    public static Func<TimerPolicy, double> ScreenAtStockClient(int datagrams, double loss, double share) => policy =>
        Screens(TimerPolicy.Stock, policy, null, Compact, new LinkProfile { DelayMs = 50, Loss = loss }, datagrams, share);

    /// <summary>The same at our client of a stock server.</summary>
    public static Func<TimerPolicy, double> ScreenFromStockServer(int datagrams, double loss, double share) => policy =>
        Screens(policy, TimerPolicy.Stock, Compact, null, new LinkProfile { DelayMs = 50, Loss = loss }, datagrams, share);

    /// <summary>The same between ends of ours.</summary>
    public static Func<TimerPolicy, double> ScreenBetweenOurs(int datagrams, double loss, double share, bool speaksFrames = true) => policy =>
        Screens(policy, policy, speaksFrames ? Frames : Compact, speaksFrames ? Frames : Compact, new LinkProfile { DelayMs = 50, Loss = loss }, datagrams, share);

    /// <summary>Milliseconds for a screen of 60 kB to a stock client over 512 kbit/s with a queue of 16 kB, the fourth of its kind; a minute at most.</summary>
    public static double ScreenOnSlowLink(TimerPolicy policy)
    {
        var link = new LinkProfile { DelayMs = 25 };
        var session = new SimulatedSession(1, TimerPolicy.Stock, policy, link, link with { BytesPerSecond = 64_000, QueueBytes = 16_000 }, serverCapabilities: Compact);
        TypeAWhile(session, 40);
        double whole = 0;
        for (int screen = 0; screen < 4; screen++)
        {
            whole = session.MeasurePicture(60_000 + screen);
            session.Run(5000);
        }
        return whole;
    }

    /// <summary>Milliseconds from one picture of 1 kB to the next at our client of our server 300 ms away, while a program draws without pause.</summary>
    public static double PictureIntervalOnFarPath(TimerPolicy policy)
    {
        var session = new SimulatedSession(1, policy, policy, new LinkProfile { DelayMs = 150 }, clientCapabilities: Compact, serverCapabilities: Compact);
        TypeAWhile(session, 20);
        int before = session.Server.Observer.Instructions;
        for (int i = 0; i < 4000; i++)
            session.After(i, () => session.Paint(1000));
        session.Run(4000);
        return 4000.0 / (session.Server.Observer.Instructions - before);
    }

    /// <summary>Datagrams of our server in a second, to our client, while a program draws three times within 6 ms, ten times a second, and nobody types.</summary>
    public static double PicturesInPieces(TimerPolicy policy)
    {
        var session = new SimulatedSession(1, policy, policy, new LinkProfile { DelayMs = 50 }, clientCapabilities: Frames, serverCapabilities: Frames);
        TypeAWhile(session, 20);
        long before = session.Down.Datagrams;
        for (int i = 0; i < 100; i++)
        {
            foreach (int at in (int[])[0, 3, 6])
                session.After((i * 100) + at, () => session.Paint(60));
        }
        session.Run(10_000);
        return (session.Down.Datagrams - before) / 10.0;
    }

    /// <summary>Milliseconds until a client, new to a server 100 ms away, shows the second of two large pictures that are 40 ms apart: a greeting, and the prompt below it.</summary>
    public static double SecondPicture(TimerPolicy policy)
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, policy, new LinkProfile { DelayMs = 50 }, serverCapabilities: Compact);
        session.After(60, () => session.Paint(1500));
        session.After(100, () => session.Paint(1600));
        Instant start = session.Now;
        do
            session.Run(1);
        while (session.Client.Session.NewestRemote.Picture.Length != 1600 && (session.Now - start).TotalSeconds < 10);
        return (session.Now - start).TotalMilliseconds - 100;
    }

    /// <summary>Datagrams in an idle minute, both ways, between ends of ours.</summary>
    public static double IdleMinute(TimerPolicy policy)
    {
        var session = new SimulatedSession(5, policy, policy, new LinkProfile { DelayMs = 20 }, clientCapabilities: Frames, serverCapabilities: Frames);
        session.Run(10_000);
        long before = session.Up.Datagrams + session.Down.Datagrams;
        session.Run(600_000);
        return (session.Up.Datagrams + session.Down.Datagrams - before) / 10.0;
    }

    /// <summary>Datagrams of a stock server in the ten seconds after a picture that our client has, and whose acknowledgement is lost.</summary>
    public static double RepeatsAfterLostAcknowledgement(TimerPolicy policy)
    {
        var session = new SimulatedSession(1, policy, TimerPolicy.Stock, new LinkProfile { DelayMs = 50 }, clientCapabilities: Compact);
        TypeAWhile(session, 20);
        long before = session.Down.Datagrams;
        const int Pictures = 30;
        for (int picture = 0; picture < Pictures; picture++)
        {
            session.Paint(60 + picture);
            session.Up.IsDown = true;
            session.Run(300);
            session.Up.IsDown = false;
            session.Run(9700);
        }
        return (session.Down.Datagrams - before) / (double)Pictures;
    }

    /// <summary>95th percentile of milliseconds from the key that ends a flood of a stock server to our client's last picture, over 2 Mbit/s, 100 ms and 5 % of loss.</summary>
    public static double EndOfStockServersFlood(TimerPolicy policy)
    {
        List<double> times = StockFloodTests.Measure(policy);
        return times[times.Count * 95 / 100];
    }

    /// <summary>Slowest milliseconds to the echo of a key while a program floods the screen with small pictures 10 ms away.</summary>
    public static double SlowestAnswerInAFlood(TimerPolicy policy)
    {
        var session = new SimulatedSession(1, policy, policy, new LinkProfile { DelayMs = 5 }, clientCapabilities: Frames, serverCapabilities: Frames);
        for (int i = 0; i < 4000; i++)
            session.After(i, () => session.Paint(40));
        for (int i = 0; i < 20; i++)
            session.After(1000 + (i * 137), session.Type);
        session.Run(5000);
        return session.LatencyMs.Max();
    }

    private static double Screens(TimerPolicy client, TimerPolicy server, Capabilities? clientShows, Capabilities? serverShows, LinkProfile link, int datagrams, double share)
    {
        var times = new List<double>();
        for (int seed = 0; seed < 12; seed++)
        {
            var session = new SimulatedSession(seed, client, server, link, clientCapabilities: clientShows, serverCapabilities: serverShows);
            TypeAWhile(session, 100);
            for (int frame = 0; frame < 12; frame++)
            {
                times.Add(session.MeasurePicture((datagrams * 1174) - 60 + frame));
                session.Run(1000);
            }
        }
        times.Sort();
        return times[(int)(times.Count * share)];
    }

    private static void TypeAWhile(SimulatedSession session, int keys)
    {
        for (int i = 0; i < keys; i++)
            session.After(i * 100, session.Type);
        session.Run((keys * 100) + 2000);
    }
}
