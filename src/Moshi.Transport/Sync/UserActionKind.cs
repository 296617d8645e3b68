namespace Moshi.Transport.Sync;

/// <summary>What one action of a UserMessage is.</summary>
public enum UserActionKind
{
    /// <summary>Bytes typed, pasted or reported by the terminal.</summary>
    Keys,

    /// <summary>The client's window has another size.</summary>
    Resize,

    /// <summary>What the client's terminal is and can do, replacing what was told before.</summary>
    TerminalFacts,
}
