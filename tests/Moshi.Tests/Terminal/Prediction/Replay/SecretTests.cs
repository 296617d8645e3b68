using System.Globalization;
using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>No character of a password is ever shown, whoever asks for it, over any link, in any mode, whatever server says what it knows.</summary>
public sealed class SecretTests
{
    private static readonly int Sessions = int.Parse(Environment.GetEnvironmentVariable("MOSHI_SECRET_SESSIONS") ?? "6", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(PredictionMode.Adaptive, true)]
    [InlineData(PredictionMode.Adaptive, false)]
    [InlineData(PredictionMode.Always, true)]
    [InlineData(PredictionMode.Always, false)]
    [InlineData(PredictionMode.Experimental, true)]
    [InlineData(PredictionMode.Experimental, false)]
    public void Passwords_are_never_shown(PredictionMode mode, bool isStock)
    {
        for (int seed = 0; seed < Sessions; seed++)
        {
            var random = new Random(seed);
            int roundTripMs = (int[])[1, 40, 100, 300, 500, 1000] is var choices ? choices[seed % choices.Length] : 0;
            var link = new ReplayLink(roundTripMs, isStock, random.Next(3) == 0 ? 0.1 : 0, mode, random.Next(4) == 0, random.Next(Math.Max(1, roundTripMs / 2)));

            // Experimental mode takes what looks like a shell for one, unless the server knows better.
            bool mayLookLikeShell = mode != PredictionMode.Experimental || !isStock;
            ReplayResult result = PredictionReplay.Run(() => new SecretSession(seed, mayLookLikeShell, roundTripMs), link, seed);
            string what = $"seed {seed}, {link}: {result}\n{new SecretSession(seed, mayLookLikeShell, roundTripMs).Script}\n{string.Join("\n---\n", result.Notes.Take(4))}";
            Assert.True(result.Leaked == 0, what);
        }
    }

    /// <summary>What experimental mode is warned of in the manual; and a proof that the checks above see what they look for.</summary>
    [Fact]
    public void Experimental_mode_shows_a_password_to_a_program_that_asks_like_a_shell_where_a_stock_server_keeps_that_to_itself()
    {
        int leaked = 0;
        for (int seed = 0; seed < 12; seed++)
            leaked += PredictionReplay.Run(() => new SecretSession(seed, mayLookLikeShell: true, 300), new ReplayLink(300, IsStock: true, Mode: PredictionMode.Experimental), seed).Leaked;

        Assert.NotEqual(0, leaked);
    }
}
