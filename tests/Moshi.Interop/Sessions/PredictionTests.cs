using System.Diagnostics;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>What a client shows before the server has answered.</summary>
public sealed class PredictionTests
{
    public static TheoryData<string, string> Modes
    {
        get
        {
            TheoryData<string, string> modes = [];
            foreach (Pairing pairing in Pairing.All)
            {
                modes.Add(pairing.ToString(), "always");
                modes.Add(pairing.ToString(), "adaptive");
            }
            return modes;
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public void A_password_is_never_shown(string name, string mode)
    {
        using MoshPair pair = Start(name, mode);
        TmuxPane pane = pair.Pane;
        // Echoes seen first make the client sure of itself.
        pane.TypeLine("echo certain");
        pane.WaitFor(screen => screen.RowOf("certain") >= 0 && screen.Text.Split("certain").Length > 2, "the echo");
        pane.TypeLine("read -s -p Pass''word:' ' secret; echo; echo \"length ${#secret}\"");
        pane.WaitForText("Password:");
        foreach (char c in "correcthorse")
        {
            pane.Type(c.ToString());
            long typed = Stopwatch.GetTimestamp();
            do
            {
                AssertSecret(pane.Capture());
            }
            while (Stopwatch.GetElapsedTime(typed) < TimeSpan.FromMilliseconds(60));
        }
        pane.Type("\r");
        ScreenCapture end = pane.WaitFor(
            screen =>
            {
                AssertSecret(screen);
                return screen.Contains("length 12");
            },
            "the length");
        AssertSecret(end);

        static void AssertSecret(ScreenCapture screen)
        {
            string? shown = Enumerable.Range(0, screen.Size.Rows).Select(screen.Row).FirstOrDefault(row => row.StartsWith("Password:", StringComparison.Ordinal));
            Assert.True(shown is null or "Password:", $"a password is on the screen\n{screen}");
        }
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Typed_text_shows_at_once_underlined_and_is_confirmed_later(string name)
    {
        using MoshPair pair = Start(name, "always");
        TmuxPane pane = pair.Pane;
        pane.Type("abc");
        pane.WaitFor(screen => screen.Contains("$ abc") && screen[screen.RowOf("$ abc"), 4].Look.Length == 0, "an echo");
        WaitUntilQuiet(pair.Link!);
        // Nobody can answer now, so whatever shows is the client's own.
        pair.Link!.SetBlackhole(true);
        pane.Type("defg");
        ScreenCapture predicted = pane.WaitForText("$ abcdefg");
        int row = predicted.RowOf("$ abcdefg");
        Assert.Equal(("", "underline1"), (predicted[row, 2].Look, predicted[row, 8].Look));
        Assert.Equal((row, 9), (predicted.CursorRow, predicted.CursorColumn));
        pane.Type("\u007f\u007f");
        pane.WaitFor(screen => screen.Row(row).EndsWith("$ abcde", StringComparison.Ordinal), "two characters taken back");
        pair.Link.SetBlackhole(false);
        pane.WaitFor(screen => screen.Row(row).EndsWith("$ abcde", StringComparison.Ordinal) && screen[row, 6].Look.Length == 0, "the server's confirmation");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_wrong_prediction_is_taken_back(string name)
    {
        using MoshPair pair = Start(name, "always");
        TmuxPane pane = pair.Pane;
        pane.TypeLine("stty -echo; echo rea''dy; while read -rsn1 key; do printf '<%s>' \"$key\"; done");
        pane.WaitForText("ready");
        pane.Type("a");
        pane.WaitForText("<a>");
        pane.Type("bc");
        pane.Type("d");
        ScreenCapture screen = pane.WaitForText("<a><b><c><d>");
        int row = screen.RowOf("<a><b><c><d>");
        pane.WaitFor(later => later.Row(row) == "<a><b><c><d>" && later[row, 10].Look.Length == 0, "only what the program wrote");
    }

    // An echo convinces a client only when the server's word about it, some 50 ms later, has come too.
    private static void WaitUntilQuiet(LinkEmulator link)
    {
        long seen = -1, since = 0;
        LabTime.WaitUntil(
            () =>
            {
                if (link.ToClient.Received != seen)
                    (seen, since) = (link.ToClient.Received, Stopwatch.GetTimestamp());
                return Stopwatch.GetElapsedTime(since) > TimeSpan.FromMilliseconds(700);
            },
            "a quiet link");
    }

    private static MoshPair Start(string name, string mode)
    {
        var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name))
        {
            Link = LinkProfile.Of(roundTripMs: 200),
            ClientVariables = new Dictionary<string, string>(StringComparer.Ordinal) { ["MOSH_PREDICTION_DISPLAY"] = mode },
        });
        try
        {
            pair.Pane.WaitForText("$");
            // The first row is left to the notification bar.
            pair.Pane.TypeLine("clear; echo; echo");
            pair.Pane.WaitFor(screen => screen.Row(2) == "$", "a cleared screen");
            WaitUntilQuiet(pair.Link!);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }
}
