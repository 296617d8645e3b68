namespace Moshi.Transport.Datagrams;

/// <summary>What one fragment did to the instruction being put together.</summary>
public enum ReassemblyVerdict
{
    /// <summary>Pieces are still missing.</summary>
    Incomplete,

    /// <summary>The whole instruction is there.</summary>
    Complete,

    /// <summary>The piece contradicts what is there: other bytes, another end. It was dropped.</summary>
    Conflict,

    /// <summary>The instruction is longer than any legal one. What was there is dropped too.</summary>
    TooLong,
}
