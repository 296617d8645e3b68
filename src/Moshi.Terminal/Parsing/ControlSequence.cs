namespace Moshi.Terminal.Parsing;

/// <summary>A recognised CSI sequence: private prefix and intermediates, parameters, final.</summary>
public readonly ref struct ControlSequence
{
    internal ControlSequence(ulong collected, ReadOnlySpan<int> parameters, int final)
    {
        Collected = collected;
        Parameters = parameters;
        Final = final;
    }

    /// <summary>Private prefix and intermediates in order, first one in the highest used byte, at most eight: <c>'?'</c> for <c>CSI ? 25 h</c>.</summary>
    public ulong Collected { get; }

    /// <summary>The parameters, at least one; -1 stands for a missing one and for a value above 65535 (mosh-protocol §8.2).</summary>
    public ReadOnlySpan<int> Parameters { get; }

    /// <summary>The final, as a code point.</summary>
    public int Final { get; }

    /// <summary>A parameter by its index; <paramref name="fallback"/> when it is missing or 0.</summary>
    public int Parameter(int index, int fallback) =>
        (uint)index < (uint)Parameters.Length && Parameters[index] > 0 ? Parameters[index] : fallback;
}
