namespace Moshi.Transport.Sync;

/// <summary>What became of one received datagram. Values up to <see cref="NewState"/> are authentic and well-formed; all are counted.</summary>
public enum ReceiveVerdict
{
    /// <summary>A piece of an instruction that is not complete yet.</summary>
    Fragment,

    /// <summary>Frames that bring no state: acknowledgements and the like.</summary>
    Control,

    /// <summary>An instruction with a state that we have. Its acknowledgement counted.</summary>
    DuplicateState,

    /// <summary>An instruction relative to a state that we do not have (lost or late). Its acknowledgement counted.</summary>
    MissingReference,

    /// <summary>A state older than the newest one: kept as a reference, otherwise without effect.</summary>
    OldState,

    /// <summary>A state newer than all before: the only verdict that moves the session forward.</summary>
    NewState,

    /// <summary>Shorter than nonce and tag.</summary>
    TooShort,

    /// <summary>Longer than 2048 bytes, so probably cut off.</summary>
    TooLong,

    /// <summary>Not sealed with our key.</summary>
    BadTag,

    /// <summary>Sealed with our key, but by this end: a reflection.</summary>
    WrongDirection,

    /// <summary>Authentic, but shorter than its fixed fields.</summary>
    BadPlaintext,

    /// <summary>Authentic, but contradicting fragments of the same instruction, or beyond the size limits.</summary>
    BadFragment,

    /// <summary>Authentic, but not a zlib stream of at most 4 MiB.</summary>
    BadCompression,

    /// <summary>Authentic, but not a protobuf Instruction.</summary>
    BadInstruction,

    /// <summary>A protocol version other than 2.</summary>
    WrongVersion,

    /// <summary>State numbers that would make us forget the reference (throwaway above old) or go backwards (old above new).</summary>
    BadNumbers,

    /// <summary>Too many states are held for a peer that never lets go of any.</summary>
    Quenched,

    /// <summary>A diff that the state object refused.</summary>
    BadDiff,

    /// <summary>A container of frames that arrived before, or so late that nobody knows.</summary>
    Replayed,

    /// <summary>A connection id that is none of this session's.</summary>
    UnknownConnection,

    /// <summary>Authentic, but a frame that is malformed or not known: the session is given up.</summary>
    BadFrame,
}
