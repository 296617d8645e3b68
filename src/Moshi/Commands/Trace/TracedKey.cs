namespace Moshi.Commands.Trace;

/// <summary>What became of one read of the keyboard. Times in microseconds on the trace's clock; -1 = never.</summary>
/// <param name="At">When the client's loop woke for it.</param>
internal readonly record struct TracedKey(long At)
{
    /// <summary>When its datagram had left.</summary>
    public long Sent { get; init; } = -1;

    /// <summary>The number of the state that carried it.</summary>
    public long State { get; init; } = -1;

    /// <summary>When something was painted for the first time after it.</summary>
    public long Painted { get; init; } = -1;

    /// <summary>When the first picture was painted that the server had made with the key in hand.</summary>
    public long Answered { get; init; } = -1;

    /// <summary>Whether <see cref="Answered"/> is the time of the paint and not yet only that of the state's arrival.</summary>
    public bool IsAnswerPainted { get; init; }
}
