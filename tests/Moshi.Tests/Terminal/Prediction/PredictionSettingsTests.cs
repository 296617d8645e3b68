using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

public sealed class PredictionSettingsTests
{
    [Theory]
    [InlineData(null, PredictionMode.Adaptive)]
    [InlineData("adaptive", PredictionMode.Adaptive)]
    [InlineData("always", PredictionMode.Always)]
    [InlineData("never", PredictionMode.Never)]
    [InlineData("experimental", PredictionMode.Experimental)]
    public void Words_of_stock_name_the_modes(string? word, PredictionMode expected)
    {
        Assert.True(PredictionSettings.TryParseMode(word, out PredictionMode mode));
        Assert.Equal(expected, mode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Always")]
    [InlineData("sometimes")]
    public void Other_words_are_refused(string word)
    {
        Assert.False(PredictionSettings.TryParseMode(word, out _));
    }
}
