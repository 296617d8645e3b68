namespace Moshi.Transport.Datagrams;

/// <summary>Why a datagram was not opened.</summary>
public enum OpenFailure
{
    None,

    /// <summary>Shorter than nonce and tag.</summary>
    TooShort,

    /// <summary>Longer than any that is sent; probably cut off by the buffer.</summary>
    TooLong,

    /// <summary>Not sealed with this key, or altered.</summary>
    BadTag,

    /// <summary>Authentic but sealed by our own end.</summary>
    WrongDirection,

    /// <summary>A connection id that is not one of this session; not even decrypted.</summary>
    UnknownConnection,

    /// <summary>Authentic but too short for its fixed fields.</summary>
    BadPlaintext,
}
