using System.Globalization;
using System.Text;
using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>
/// How much of what is typed is on the screen at once, per habit of programs, at three distances. MOSHI_REPLAY_TABLE names a file for the figures
/// and, below them, the keys of one run that did not show at once.
/// </summary>
public sealed class PredictionReplayTests
{
    private static readonly int[] RoundTripsMs = [100, 300, 500];

    /// <summary>Habit, and least percentage of keys at once per round trip: with a server that keeps mosh 1.4's timers and vocabulary, then with ours.</summary>
    public static TheoryData<string, int[], int[]> Bars => new()
    {
        { "kernel echo", [92, 84, 77], [92, 84, 77] },
        { "kernel echo alone", [92, 84, 77], [92, 84, 77] },
        { "redrawing prompt", [91, 87, 79], [91, 88, 82] },
        { "bash readline", [93, 91, 83], [93, 92, 87] },
        { "suggestions (90)", [83, 68, 55], [83, 72, 58] },
        { "suggestions (2)", [83, 68, 55], [83, 72, 58] },
        { "suggestions ()", [83, 68, 55], [83, 72, 58] },
        { "suggestions, taken", [83, 72, 60], [83, 73, 62] },
        { "placeholder", [90, 82, 72], [90, 86, 77] },
        { "boxed input", [88, 82, 72], [88, 83, 72] },
        { "right prompt", [90, 90, 80], [90, 90, 80] },
        { "wide characters", [92, 92, 86], [92, 92, 86] },
        { "panes", [88, 88, 77], [88, 88, 78] },
        { "modal editor", [45, 25, 10], [45, 30, 20] },
        { "login, password", [0, 0, 0], [0, 0, 0] },
        { "menu", [0, 0, 0], [0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Bars))]
    public void Keys_show_at_once_and_nothing_wrong_is_shown(string name, int[] stockBars, int[] ownBars)
    {
        Func<ReplayApplication> program = Applications.All.Single(program => string.Equals(program().Name, name, StringComparison.Ordinal));
        foreach (bool isStock in (bool[])[true, false])
        {
            for (int distance = 0; distance < RoundTripsMs.Length; distance++)
            {
                ReplayResult result = Play(program, new ReplayLink(RoundTripsMs[distance], isStock), seeds: 2);
                string what = $"{name}, {(isStock ? "stock" : "own")} server, {RoundTripsMs[distance]} ms: {result}";
                Assert.True(result.InstantPercent >= (isStock ? stockBars : ownBars)[distance], what);
                AssertHarmless(result, RoundTripsMs[distance], what);
            }
        }
    }

    /// <summary>No more is possible: a suggestion is seen a round trip after the first key that it answers, and a prompt a round trip after Enter.</summary>
    [Fact]
    public void Where_a_shell_suggests_every_key_shows_whose_picture_can_be_known()
    {
        foreach (Func<ReplayApplication> program in Applications.All.Where(program => program() is SuggestingPrompt))
        {
            foreach (int roundTripMs in RoundTripsMs)
            {
                ReplayResult result = Play(program, new ReplayLink(roundTripMs, IsStock: false), seeds: 2);
                Assert.True(result.Instant >= result.Knowable, $"{program().Name}, {roundTripMs} ms: {result}\n{string.Join('\n', result.Missed.Where(key => key.Contains("!:", StringComparison.Ordinal)))}");
            }
        }
    }

    [Fact]
    public void Nothing_wrong_is_shown_over_a_link_that_loses_much()
    {
        foreach (Func<ReplayApplication> program in Applications.All)
        {
            var link = new ReplayLink(100, IsStock: true, Loss: 0.1, Mode: PredictionMode.Always);
            ReplayResult result = Play(program, link, seeds: 2);
            AssertHarmless(result, 2000, $"{program().Name}: {result}");
        }
    }

    [Fact]
    public void Figures_are_written_where_they_are_asked_for()
    {
        if (Environment.GetEnvironmentVariable("MOSHI_REPLAY_TABLE") is not { Length: > 0 } file)
            return;

        var table = new StringBuilder("at once / typed characters in place / median, at 100, 300, 500 ms\n");
        var missed = new StringBuilder();
        foreach (Func<ReplayApplication> program in Applications.All)
        {
            foreach (bool isStock in (bool[])[true, false])
            {
                table.Append(CultureInfo.InvariantCulture, $"{program().Name,-18} {(isStock ? "stock" : "own"),-6}");
                foreach (int roundTripMs in RoundTripsMs)
                {
                    table.Append(CultureInfo.InvariantCulture, $"| {Play(program, new ReplayLink(roundTripMs, isStock), seeds: 3)} ");
                    missed.AppendJoin('\n', Play(program, new ReplayLink(roundTripMs, isStock), seeds: 1).Missed).Append('\n');
                }

                table.Append('\n');
            }
        }

        File.WriteAllText(file, table.Append(missed).ToString());
    }

    private static ReplayResult Play(Func<ReplayApplication> program, ReplayLink link, int seeds)
    {
        var result = new ReplayResult();
        for (int seed = 0; seed < seeds; seed++)
            result.Add(PredictionReplay.Run(program, link, seed));

        return result;
    }

    private static void AssertHarmless(ReplayResult result, int roundTripMs, string what)
    {
        string notes = string.Join("\n---\n", result.Notes.Take(3));
        Assert.True(result.Leaked == 0, $"{what}: a password was shown\n{notes}");
        Assert.True(result.WrongPercent <= 1, $"{what}\n{notes}");
        Assert.True(result.LongestWrongMs <= roundTripMs + Math.Max(20, roundTripMs / 2), $"{what}\n{notes}");
        Assert.True(result.IsSettled, $"{what}\n{notes}");
    }
}
