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

    /// <summary>A change of the screen in our own dialect (docs/protocol/screen-delta.md).</summary>
    ScreenDelta,
}
