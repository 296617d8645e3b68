namespace Moshi.Terminal.Prediction;

/// <summary>How to predict, as users choose it.</summary>
/// <param name="Mode">When guesses are shown.</param>
/// <param name="Overwrite">True when a typed character is taken to replace the one under the cursor instead of pushing it to the right.</param>
public readonly record struct PredictionSettings(PredictionMode Mode = PredictionMode.Adaptive, bool Overwrite = false)
{
    /// <summary>Reads the word of <c>MOSH_PREDICTION_DISPLAY</c> and <c>--predict</c>; null (unset) is adaptive. False for an unknown word.</summary>
    public static bool TryParseMode(string? word, out PredictionMode mode)
    {
        PredictionMode? known = word switch
        {
            null or "adaptive" => PredictionMode.Adaptive,
            "always" => PredictionMode.Always,
            "never" => PredictionMode.Never,
            "experimental" => PredictionMode.Experimental,
            _ => null,
        };
        mode = known.GetValueOrDefault();
        return known.HasValue;
    }

    /// <summary>The word that <see cref="TryParseMode"/> reads back.</summary>
    public static string WordFor(PredictionMode mode) => mode switch
    {
        PredictionMode.Always => "always",
        PredictionMode.Never => "never",
        PredictionMode.Experimental => "experimental",
        _ => "adaptive",
    };
}
