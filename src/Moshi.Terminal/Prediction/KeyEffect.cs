namespace Moshi.Terminal.Prediction;

/// <summary>How well the effect of a key can be guessed. Used by the engine only.</summary>
internal enum KeyEffect : byte
{
    /// <summary>Well enough to be shown.</summary>
    Certain,

    /// <summary>There is a guess to compare with the answer of the host, but it is not shown, nor is anything after it.</summary>
    Doubtful,

    /// <summary>Not at all, and the same goes for all keys after it.</summary>
    Unknown,
}
