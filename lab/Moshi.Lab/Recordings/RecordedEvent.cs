namespace Moshi.Lab.Recordings;

/// <summary>Something typed at a program, or printed by it.</summary>
/// <param name="At">Since the start of the recording.</param>
/// <param name="IsInput">Typed.</param>
/// <param name="Bytes">As they were on the terminal.</param>
public readonly record struct RecordedEvent(TimeSpan At, bool IsInput, byte[] Bytes);
