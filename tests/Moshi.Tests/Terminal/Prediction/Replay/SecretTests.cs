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

            ReplayResult result = PredictionReplay.Run(() => new SecretSession(seed, roundTripMs), link, seed);
            string what = $"seed {seed}, {link}: {result}\n{new SecretSession(seed, roundTripMs).Script}\n{string.Join("\n---\n", result.Notes.Take(4))}";
            Assert.True(result.Leaked == 0, what);
        }
    }

    /// <summary>The checks above see what they look for.</summary>
    [Fact]
    public void Program_that_shows_its_password_is_noticed()
    {
        ReplayResult result = PredictionReplay.Run(() => new Blabber(), new ReplayLink(100, IsStock: true), seed: 1);
        Assert.NotEqual(0, result.Leaked);
    }

    private sealed class Blabber : LineEditor
    {
        public override string Name => "shows its password";

        public override string Script => "Q";

        public override string SecretLetters => "Q";

        protected override string Prompt => "Password: ";

        protected override string Draw() => $"\r{Prompt}{Text}";
    }
}
