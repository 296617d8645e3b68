namespace Moshi.Terminal.Prediction;

/// <summary>When guesses about the effect of typed keys are shown (mosh-protocol §9.1; <c>MOSH_PREDICTION_DISPLAY</c>, <c>--predict</c>).</summary>
public enum PredictionMode
{
    /// <summary>While the link is slow, or an echo is overdue. The default.</summary>
    Adaptive,

    /// <summary>Always, once a keystroke of the same epoch has been confirmed.</summary>
    Always,

    /// <summary>Never; keys are not even looked at.</summary>
    Never,

    /// <summary>
    /// Always, and at once at anything but a question or an empty row, where a password may be asked for; a wrong guess takes away its own cell only. Shows what is typed at a
    /// prompt that echoes nothing but does not look as if it asked.
    /// </summary>
    Experimental,
}
