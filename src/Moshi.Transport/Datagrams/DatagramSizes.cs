namespace Moshi.Transport.Datagrams;

/// <summary>Lengths of the mosh 1.4 datagram and its parts, in bytes of UDP payload.</summary>
public static class DatagramSizes
{
    /// <summary>Direction and sequence number, in clear.</summary>
    public const int NonceBytes = 8;

    /// <summary>The OCB tag at the end.</summary>
    public const int TagBytes = 16;

    /// <summary>The OCB tag of a datagram in the short form (<see cref="Frames.FrameNonce"/>).</summary>
    public const int ShortTagBytes = 12;

    /// <summary>Timestamp and timestamp reply, first in the plaintext.</summary>
    public const int TimestampsBytes = 4;

    /// <summary>Fragment id, final bit and index, second in the plaintext.</summary>
    public const int FragmentHeaderBytes = 10;

    /// <summary>All that a datagram carries besides its slice of the compressed instruction.</summary>
    public const int OverheadBytes = NonceBytes + TagBytes + TimestampsBytes + FragmentHeaderBytes;

    /// <summary>The same for a datagram that holds a whole compact instruction, which needs no fragment header.</summary>
    public const int WholeOverheadBytes = NonceBytes + TagBytes + TimestampsBytes;

    /// <summary>Nonce and tag around nothing: anything shorter is not a datagram.</summary>
    public const int MinimumBytes = NonceBytes + TagBytes;

    /// <summary>What a datagram in the short form has around its plaintext, from which the mark of a container is left out.</summary>
    public const int ShortOverheadBytes = Frames.FrameNonce.ShortBytes + ShortTagBytes;

    /// <summary>Longest datagram that is looked at. Give a receive buffer at least one byte more, so that a cut-off one shows.</summary>
    public const int MaximumReceivedBytes = 2048;

    /// <summary>What is sent over IPv4: 1280 less 28 of headers.</summary>
    public const int IPv4BudgetBytes = 1252;

    /// <summary>What is sent over IPv6 (or a dual-stack socket): 1280 less 64 of headers and likely extensions.</summary>
    public const int IPv6BudgetBytes = 1216;

    /// <summary>What is sent, for the rest of the session, once the path has refused or swallowed more.</summary>
    public const int FallbackBudgetBytes = 500;
}
