using System.Diagnostics;
using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Moshi.Terminal.Emulation;

namespace Moshi.Bench.Prediction;

/// <summary>
/// How much of what is typed at real programs is on the screen at once. Each script runs once without a session, where the picture after each key is
/// noted; then in a session over an emulated link, in adaptive mode, where the picture 16 ms after each key is compared with it.
/// </summary>
internal static class PredictionBench
{
    private const int GlanceMs = 16, PaceMs = 120, PauseMs = 360;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(120);

    /// <summary>Runs the habits (or those that --cells names); exit code 1 when a secret was seen.</summary>
    public static int Run(BenchOptions options)
    {
        Table table = new("program", "pairing", "RTT", "keys", "at once %", "typed %", "wrong %", "median ms");
        bool hasLeaked = false;
        IEnumerable<Pairing> pairings = options.WithMixed ? options.Pairings : [.. options.Pairings, .. options.Pairings.Any(pairing => pairing.HasOurs) ? [new Pairing(Implementation.Ours, Implementation.Stock)] : Array.Empty<Pairing>()];
        foreach (Habit habit in Habit.All.Where(habit => options.Cells.Count == 0 || options.Cells.Contains(habit.Name, StringComparer.Ordinal)))
        {
            if (habit.Programs.FirstOrDefault(program => Programs.FindInPath(program) is null) is { } missing)
            {
                Console.Error.WriteLine($"{habit.Name}: left out, since there is no {missing}");
                continue;
            }
            IReadOnlyList<TypedKey> keys = TypedKey.Parse(habit.Script);
            Picture[] states = Direct(habit, keys, out HashSet<Picture> passed);
            if (passed.Any(picture => HasSecretAlone(picture, habit.Secret)))
            {
                Console.Error.WriteLine($"{habit.Name}: left out, since the program itself showed the secret: it was typed before it was asked for");
                continue;
            }
            foreach (Pairing pairing in pairings.Where(pairing => options.Subjects.Count == 0 || options.Subjects.Contains(pairing.ToString(), StringComparer.Ordinal)))
            {
                foreach (int roundTripMs in options.IsQuick ? (int[])[100] : [100, 300, 500])
                {
                    Tally tally = InSession(habit, keys, states, passed, pairing, roundTripMs, options.Seed);
                    hasLeaked |= tally.Leaked > 0;
                    Table.WriteJson(
                        ("bench", "prediction"), ("program", habit.Name), ("pairing", pairing.ToString()), ("rtt_ms", roundTripMs), ("keys", keys.Count),
                        ("instant", tally.Instant), ("typed", tally.Typed), ("wrong", tally.Wrong), ("leaked", tally.Leaked), ("median_ms", tally.Latency.Median));
                    table.Add(
                        habit.Name, pairing.ToString(), roundTripMs.ToString(CultureInfo.InvariantCulture), keys.Count.ToString(CultureInfo.InvariantCulture),
                        Percent(tally.Instant, keys.Count), Percent(tally.Typed, keys.Count), Percent(tally.Wrong, keys.Count) + (tally.Leaked > 0 ? " LEAK" : ""),
                        tally.Latency.Median.ToString("0.0", CultureInfo.InvariantCulture));
                }
            }
        }
        table.Print("Keys that show at once");
        return hasLeaked ? 1 : 0;
    }

    private static string Percent(int part, int whole) => (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture);

    // Always the same directory, in which each run finds nothing: paths are part of the picture.
    private static string[] CommandOf(Habit habit)
    {
        string home = Path.Combine(Path.GetTempPath(), $"moshi-prediction-{Environment.ProcessId}");
        return ["sh", "-c", $"rm -rf '{home}'; mkdir '{home}'; cd '{home}'; export HOME='{home}'; printf '\\033[H\\033[2J'; {habit.Command}"];
    }

    private static Picture[] Direct(Habit habit, IReadOnlyList<TypedKey> keys, out HashSet<Picture> passed)
    {
        string home = Directory.CreateTempSubdirectory("moshi-direct-").FullName;
        Dictionary<string, string> environment = LabEnvironment.Clean(home);
        environment["TERM"] = "xterm-256color";
        environment["NCURSES_NO_UTF8_ACS"] = "1";
        using var program = PtyProcess.Start(CommandOf(habit), environment, TerminalSize.Standard, home);
        Eye eye = new(program, answers: true, habit.HasClock);
        eye.LookFor(TimeSpan.FromSeconds(1));
        List<Picture> states = [eye.Seen];
        foreach (TypedKey key in keys)
        {
            program.Write(key.BytesFor(isApplicationMode: eye.Terminal.ApplicationCursorKeys));
            eye.LookFor(key.IsWait ? Patience : key.EndsLine ? 3 * Settled : Settled);
            states.Add(eye.Seen);
        }
        passed = eye.Shown;
        return [.. states];
    }

    private static Tally InSession(Habit habit, IReadOnlyList<TypedKey> keys, Picture[] states, HashSet<Picture> passed, Pairing pairing, int roundTripMs, int seed)
    {
        using var server = MoshServer.Start(pairing.Server, CommandOf(habit));
        using LinkEmulator link = new(server.EndPoint, LinkProfile.Of(roundTripMs), seed);
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["MOSH_PREDICTION_DISPLAY"] = "adaptive" };
        using PtyProcess client = MoshClient.StartOnPty(pairing.Client, link.EndPoint, server.Key, TerminalSize.Standard, variables);
        Eye eye = new(client, answers: false, habit.HasClock);
        eye.LookFor(TimeSpan.FromMilliseconds(1500 + 4 * roundTripMs));
        Random random = new(seed);
        Tally tally = new();
        List<(int State, long Typed)> pending = [];
        for (int i = 0; i < keys.Count; i++)
        {
            long typed = Stopwatch.GetTimestamp();
            client.Write(keys[i].BytesFor(isApplicationMode: true));
            pending.Add((i + 1, typed));
            Picture right = states[i + 1];
            Watch(typed + Ticks(GlanceMs));
            Picture seen = eye.Seen;
            bool isRight = seen == right, isTyped = isRight || seen.HasTyped(right);
            tally.Instant += isRight ? 1 : 0;
            tally.Typed += isTyped ? 1 : 0;
            tally.Wrong += isTyped || passed.Contains(seen) ? 0 : 1;
            tally.Keys.Append(isRight ? '.' : isTyped ? 't' : passed.Contains(seen) ? 'o' : 'W');
            if (!isRight && !(seen == states[i] || passed.Contains(seen)) && Environment.GetEnvironmentVariable("MOSHI_BENCH_NOTES") is not null)
                Console.Error.WriteLine($"{habit.Name} {pairing} {roundTripMs}: after {keys[i].Name}\n{seen.Text}[{seen.CursorRow},{seen.CursorColumn}]\ninstead of\n{right.Text}[{right.CursorRow},{right.CursorColumn}]");
            double pace = keys[i].IsWait ? Patience.TotalMilliseconds + roundTripMs : keys[i].EndsLine ? PauseMs : PaceMs * (0.5 + random.NextDouble());
            Watch(typed + Ticks(pace));
        }
        Watch(Stopwatch.GetTimestamp() + Ticks(1000 + 3 * roundTripMs));
        if (Environment.GetEnvironmentVariable("MOSHI_BENCH_NOTES") is not null)
            Console.Error.WriteLine($"{habit.Name} {pairing} {roundTripMs}: {habit.Script}\n  {tally.Keys}{(eye.Seen == states[^1] ? "" : $" and at the end\n{eye.Seen.Text}[{eye.Seen.CursorRow},{eye.Seen.CursorColumn}]\ninstead of\n{states[^1].Text}[{states[^1].CursorRow},{states[^1].CursorColumn}]")}");
        client.Write("\x1e."u8);
        client.WaitForExit();
        return tally;

        void Watch(long deadline)
        {
            while (eye.Look(deadline))
            {
                long now = Stopwatch.GetTimestamp();
                int state = Array.LastIndexOf(states, eye.Seen);
                foreach ((int _, long at) in pending.Where(key => key.State <= state))
                    tally.Latency.Add(Stopwatch.GetElapsedTime(at, now).TotalMilliseconds);
                pending.RemoveAll(key => key.State <= state);
                tally.Leaked += habit.Secret is { } secret && eye.Seen.Text.Contains(": " + secret[..1], StringComparison.Ordinal) || HasSecretAlone(eye.Seen, habit.Secret) ? 1 : 0;
            }
        }
    }

    private static bool HasSecretAlone(Picture picture, string? secret) =>
        secret is not null && picture.Text.Split('\n').Any(row => row.Contains(secret, StringComparison.Ordinal));

    private static long Ticks(double milliseconds) => (long)(milliseconds / 1000 * Stopwatch.Frequency);

    private sealed class Tally
    {
        public int Instant { get; set; }

        public int Typed { get; set; }

        public int Wrong { get; set; }

        public int Leaked { get; set; }

        /// <summary>A sign per key: at once, typed, an older picture, a wrong one.</summary>
        public System.Text.StringBuilder Keys { get; } = new();

        public Distribution Latency { get; } = new();
    }
}
