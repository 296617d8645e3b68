namespace Moshi.Transport.Frames;

/// <summary>Why a session with a peer of ours was given up: the code in a CLOSE frame.</summary>
public enum FrameError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A frame type that is not known, not reserved for extensions, and not negotiated.</summary>
    UnknownFrame = 1,

    /// <summary>A frame that ends before its contents do, or with a number above its limit.</summary>
    MalformedFrame = 2,

    /// <summary>A frame that the sender's role or the state of the session does not allow.</summary>
    ProtocolViolation = 3,

    /// <summary>A key phase that is not the next one, or forged packets beyond the cipher's limit.</summary>
    KeyError = 4,
}
