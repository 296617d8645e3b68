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
    /// Always, and without waiting for a confirmation, but where a question, a bare sign or nothing stands before the cursor; a wrong guess takes away its own cell only. Shows a
    /// password to a program that asks for it in another way, if the server is stock's.
    /// </summary>
    Experimental,
}
