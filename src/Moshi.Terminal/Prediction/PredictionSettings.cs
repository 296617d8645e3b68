namespace Moshi.Terminal.Prediction;

/// <summary>How to predict, as users choose it.</summary>
/// <param name="Mode">When guesses are shown.</param>
/// <param name="Overwrite">True when a typed character is taken to replace the one under the cursor instead of pushing it to the right.</param>
/// <param name="Style">How guesses are marked on a slow link.</param>
public readonly record struct PredictionSettings(
    PredictionMode Mode = PredictionMode.Adaptive,
    bool Overwrite = false,
    PredictionStyle Style = PredictionStyle.Underline)
{
    /// <summary>Reads the word of <c>MOSHI_PREDICTION_STYLE</c>; null (unset) is underline. False for an unknown word.</summary>
    public static bool TryParseStyle(string? word, out PredictionStyle style)
    {
        PredictionStyle? known = word switch
        {
            null or "underline" => PredictionStyle.Underline,
            "dim" => PredictionStyle.Dim,
            "none" => PredictionStyle.None,
            _ => null,
        };
        style = known.GetValueOrDefault();
        return known.HasValue;
    }

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
