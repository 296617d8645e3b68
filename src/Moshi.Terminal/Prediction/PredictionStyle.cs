namespace Moshi.Terminal.Prediction;

/// <summary>How guesses are marked on a slow link, so that the user knows them for guesses (<c>MOSHI_PREDICTION_STYLE</c>).</summary>
public enum PredictionStyle
{
    /// <summary>Underlined, as stock does. The default.</summary>
    Underline,

    /// <summary>Faint (SGR 2).</summary>
    Dim,

    /// <summary>Not at all.</summary>
    None,
}
