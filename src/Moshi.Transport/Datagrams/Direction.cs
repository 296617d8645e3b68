namespace Moshi.Transport.Datagrams;

/// <summary>Which way a datagram travels: bit 63 of its nonce. Keeps the two ends' nonces apart under their one key, and stops reflection.</summary>
public enum Direction
{
    /// <summary>Client to server, bit 63 clear.</summary>
    ToServer = 0,

    /// <summary>Server to client, bit 63 set.</summary>
    ToClient = 1,
}
