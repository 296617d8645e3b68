namespace Moshi.Transport.Sync;

/// <summary>What one part of a HostMessage is.</summary>
public enum HostPartKind
{
    /// <summary>Terminal output to run through the emulator.</summary>
    Bytes,

    /// <summary>The screen has another size.</summary>
    Resize,

    /// <summary>All effects of a client state are on the screen.</summary>
    EchoAck,
}
