using System.Buffers.Binary;

namespace Moshi.Transport.Sync;

/// <summary>
/// Where a datagram came from or goes to: the peer's address and port and the local socket, all by value. A session compares paths and
/// hands them back; only the host knows what socket number <see cref="Socket"/> is.
/// </summary>
public readonly record struct NetworkPath
{
    private readonly UInt128 _address;

    private NetworkPath(UInt128 address, bool isIPv6, ushort port, uint scopeId, ushort socket)
    {
        _address = address;
        IsIPv6 = isIPv6;
        Port = port;
        ScopeId = scopeId;
        Socket = socket;
    }

    public bool IsIPv6 { get; }

    /// <summary>The peer's UDP port, host order.</summary>
    public ushort Port { get; }

    /// <summary>IPv6 zone of a link-local address; 0 otherwise.</summary>
    public uint ScopeId { get; }

    /// <summary>The host's own number for the local socket; take the same one for all when it does not matter.</summary>
    public ushort Socket { get; }

    /// <summary>4 or 16.</summary>
    public int AddressBytes => IsIPv6 ? 16 : 4;

    /// <param name="address">4 bytes, network order.</param>
    /// <param name="port">Host order.</param>
    /// <param name="socket">The host's number of its local socket.</param>
    public static NetworkPath FromIPv4(ReadOnlySpan<byte> address, ushort port, ushort socket = 0) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(address), isIPv6: false, port, 0, socket);

    /// <param name="address">16 bytes, network order.</param>
    /// <param name="port">Host order.</param>
    /// <param name="scopeId">Zone of a link-local address, else 0.</param>
    /// <param name="socket">The host's number of its local socket.</param>
    public static NetworkPath FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scopeId = 0, ushort socket = 0) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(address), isIPv6: true, port, scopeId, socket);

    /// <summary>True when the two differ in the port, or in our socket, at most.</summary>
    public bool HasSameAddress(NetworkPath other) => _address == other._address && IsIPv6 == other.IsIPv6 && ScopeId == other.ScopeId;

    /// <summary>Writes <see cref="AddressBytes"/> bytes in network order.</summary>
    public void CopyAddressTo(Span<byte> address)
    {
        if (IsIPv6)
            BinaryPrimitives.WriteUInt128BigEndian(address, _address);
        else
            BinaryPrimitives.WriteUInt32BigEndian(address, (uint)_address);
    }
}
