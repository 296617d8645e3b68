namespace Moshi.Terminal.Parsing;

/// <summary>A recognised CSI sequence, or the head of a DCS: private prefix and intermediates, parameters, final.</summary>
public readonly ref struct ControlSequence
{
    internal ControlSequence(ulong collected, ReadOnlySpan<int> parameters, int final, UInt128 subParameters = default)
    {
        Collected = collected;
        Parameters = parameters;
        Final = final;
        SubParameters = subParameters;
    }

    /// <summary>Private prefix and intermediates in order, first one in the highest used byte, at most eight: <c>'?'</c> for <c>CSI ? 25 h</c>.</summary>
    public ulong Collected { get; }

    /// <summary>
    /// The parameters, at least one; -1 stands for a missing one. Values above 65535 are missing under <see cref="ParserLimits.Stock"/> (mosh-protocol
    /// §8.2), and 65535 under <see cref="ParserLimits.Full"/>.
    /// </summary>
    public ReadOnlySpan<int> Parameters { get; }

    /// <summary>The final, as a code point.</summary>
    public int Final { get; }

    /// <summary>Bit i is set when parameter i followed a colon: it belongs to the one before it (ITU T.416), as both numbers of <c>4:3</c> do.</summary>
    public UInt128 SubParameters { get; }

    /// <summary>True when any parameter followed a colon.</summary>
    public bool HasSubParameters => SubParameters != UInt128.Zero;

    /// <summary>True when this parameter followed a colon.</summary>
    public bool IsSubParameter(int index) => HasSubParameters && (uint)index < 128 && (SubParameters >> index & UInt128.One) != UInt128.Zero;

    /// <summary>How many parameters directly after this one are its sub-parameters.</summary>
    public int SubParameterCount(int index)
    {
        int count = 0;
        while (HasSubParameters && index + count + 1 < Parameters.Length && IsSubParameter(index + count + 1))
            count++;

        return count;
    }

    /// <summary>A parameter by its index; <paramref name="fallback"/> when it is missing or 0.</summary>
    public int Parameter(int index, int fallback) =>
        (uint)index < (uint)Parameters.Length && Parameters[index] > 0 ? Parameters[index] : fallback;
}
