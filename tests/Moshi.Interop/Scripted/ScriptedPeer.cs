using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Moshi.Platform.Crypto;

namespace Moshi.Interop.Scripted;

/// <summary>
/// One end of a mosh session that says exactly what a test wants it to say, well-formed or not. Written from the protocol's description apart
/// from the product's transport, so that a mistake there is not repeated here. It never echoes timestamps and never acts by itself.
/// </summary>
internal sealed class ScriptedPeer : IDisposable
{
    private const ulong ToClientBit = 1UL << 63;
    private const ushort NoTimestamp = 0xFFFF;
    private const int NonceBytes = 8, TagBytes = 16, TimestampBytes = 4, FragmentHeaderBytes = 10, ContentsLimit = 1178;

    private readonly Socket _socket;
    private readonly LibcryptoOcb _cipher;
    private readonly bool _isServer;
    private readonly byte[] _buffer = new byte[65_536];
    private readonly SortedDictionary<int, byte[]> _parts = [];
    private EndPoint? _other;
    private ulong _sequence, _fragmentId, _partsId;
    private int _lastPart = -1;

    private ScriptedPeer(bool isServer, IPEndPoint? other, byte[] key)
    {
        _isServer = isServer;
        _other = other;
        _cipher = new LibcryptoOcb(key);
        Key = Convert.ToBase64String(key).TrimEnd('=');
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>The session's key, as text.</summary>
    public string Key { get; }

    /// <summary>Where this end listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The newest state that the other end has sent.</summary>
    public ulong NewestRemote { get; private set; }

    /// <summary>The newest of our states that the other end has acknowledged.</summary>
    public ulong NewestAcknowledged { get; private set; }

    /// <summary>The newest instruction of the other end, null before the first.</summary>
    public PeerInstruction? Newest { get; private set; }

    /// <summary>A server that waits for a client.</summary>
    public static ScriptedPeer AsServer() => new(isServer: true, null, RandomNumberGenerator.GetBytes(16));

    /// <summary>A client of a running server.</summary>
    public static ScriptedPeer AsClient(IPEndPoint server, string key) => new(isServer: false, server, Convert.FromBase64String(key + "=="));

    /// <summary>Takes all that has arrived; true when there was a whole instruction among it.</summary>
    public bool Receive(Action<PeerInstruction>? onInstruction = null)
    {
        bool any = false;
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            int length;
            try
            {
                length = _socket.ReceiveFrom(_buffer, ref from);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
            {
                continue;
            }
            byte[] plain = Open(_buffer.AsSpan(0, length));
            _other ??= from;
            if (Reassemble(plain) is { } instruction)
            {
                any = true;
                NewestAcknowledged = Math.Max(NewestAcknowledged, instruction.AckNumber);
                if (instruction.NewNumber >= NewestRemote)
                {
                    NewestRemote = instruction.NewNumber;
                    Newest = instruction;
                }
                onInstruction?.Invoke(instruction);
            }
        }
        return any;
    }

    /// <summary>Sends an instruction in as many fragments as it needs.</summary>
    public void Send(PeerInstruction instruction) => SendMessage(instruction.ToMessage());

    /// <summary>Compresses and sends any bytes as an instruction.</summary>
    public void SendMessage(byte[] message)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal))
        {
            zlib.Write(message);
        }
        SendContents(compressed.ToArray());
    }

    /// <summary>Sends any bytes as the contents of a whole instruction, in fragments.</summary>
    public void SendContents(byte[] contents)
    {
        ulong id = ++_fragmentId;
        int count = Math.Max(1, (contents.Length + ContentsLimit - 1) / ContentsLimit);
        for (int index = 0; index < count; index++)
        {
            byte[] part = contents[(index * ContentsLimit)..Math.Min(contents.Length, (index + 1) * ContentsLimit)];
            SendFragment(id, index, index == count - 1, part);
        }
    }

    /// <summary>The number that no fragment has used yet.</summary>
    public ulong NextFragmentId() => ++_fragmentId;

    /// <summary>Sends one fragment.</summary>
    public void SendFragment(ulong id, int index, bool isFinal, byte[] contents)
    {
        byte[] plain = new byte[TimestampBytes + FragmentHeaderBytes + contents.Length];
        WriteTimestamps(plain);
        BinaryPrimitives.WriteUInt64BigEndian(plain.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(12), (ushort)(index | (isFinal ? 0x8000 : 0)));
        contents.CopyTo(plain.AsSpan(14));
        SendPlain(plain);
    }

    /// <summary>Seals and sends any plaintext. <paramref name="wrongDirection"/> sets the other side's bit.</summary>
    public void SendPlain(byte[] plain, bool wrongDirection = false)
    {
        ulong nonce = _sequence++ | (_isServer != wrongDirection ? ToClientBit : 0);
        byte[] datagram = new byte[NonceBytes + plain.Length + TagBytes];
        BinaryPrimitives.WriteUInt64BigEndian(datagram, nonce);
        _cipher.Seal(FullNonce(nonce), [], plain, datagram.AsSpan(NonceBytes));
        SendRaw(datagram);
    }

    /// <summary>Sends a datagram as it is.</summary>
    public void SendRaw(byte[] datagram) => _socket.SendTo(datagram, _other ?? throw new InvalidOperationException("nobody has spoken yet"));

    /// <summary>The two timestamps at the beginning of a plaintext: now, and no echo.</summary>
    public static void WriteTimestamps(Span<byte> plain)
    {
        BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)(Environment.TickCount64 % NoTimestamp));
        BinaryPrimitives.WriteUInt16BigEndian(plain[2..], NoTimestamp);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _cipher.Dispose();
    }

    private static byte[] FullNonce(ulong nonce)
    {
        byte[] full = new byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(full.AsSpan(4), nonce);
        return full;
    }

    private byte[] Open(ReadOnlySpan<byte> datagram)
    {
        ulong nonce = BinaryPrimitives.ReadUInt64BigEndian(datagram);
        byte[] plain = new byte[datagram.Length - NonceBytes - TagBytes];
        bool isFromClient = (nonce & ToClientBit) == 0;
        if (isFromClient != _isServer || !_cipher.TryOpen(FullNonce(nonce), [], datagram[NonceBytes..], plain))
            throw new CryptographicException($"the product sent a datagram that does not open: {Convert.ToHexString(datagram)}");
        return plain;
    }

    private PeerInstruction? Reassemble(byte[] plain)
    {
        ulong id = BinaryPrimitives.ReadUInt64BigEndian(plain.AsSpan(4));
        ushort place = BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(12));
        if (id != _partsId)
        {
            _parts.Clear();
            (_partsId, _lastPart) = (id, -1);
        }
        _parts[place & 0x7FFF] = plain[14..];
        if ((place & 0x8000) != 0)
            _lastPart = place & 0x7FFF;
        if (_lastPart < 0 || _parts.Count != _lastPart + 1)
            return null;
        byte[] whole = [.. _parts.Values.SelectMany(part => part)];
        _parts.Clear();
        using ZLibStream zlib = new(new MemoryStream(whole), CompressionMode.Decompress);
        using MemoryStream message = new();
        zlib.CopyTo(message);
        return PeerInstruction.Parse(message.ToArray());
    }
}
