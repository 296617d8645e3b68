using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Transport.Sync;

/// <summary>A peer that holds the key and says whatever a test wants.</summary>
internal sealed class Forger(Direction direction) : IDisposable
{
    private readonly DatagramSealer _sealer = new(new ChecksumCipher(), direction);
    private readonly ZlibEncoder _encoder = new();
    private readonly ByteBuffer _message = new();
    private readonly ByteBuffer _compressed = new();
    private ulong _id;

    public static NetworkPath Address { get; } = NetworkPath.FromIPv4([10, 0, 0, 1], 9);

    public byte[] Instruction(ulong old, ulong @new, ulong ack = 0, ulong throwaway = 0, ReadOnlySpan<byte> diff = default, uint version = 2, ReadOnlySpan<byte> capabilities = default)
    {
        _message.Clear();
        new Instruction { Version = version, OldNumber = old, NewNumber = @new, AckNumber = ack, ThrowawayNumber = throwaway, Diff = diff, Capabilities = capabilities }.Write(_message);
        return Message(_message.Written);
    }

    public byte[] Message(ReadOnlySpan<byte> message)
    {
        _encoder.Compress(message, _compressed);
        return Fragment(new FragmentHeader(++_id, 0, IsFinal: true), _compressed.Written);
    }

    public byte[] Fragment(FragmentHeader header, ReadOnlySpan<byte> contents)
    {
        byte[] plain = new byte[14 + contents.Length];
        plain[2] = plain[3] = 0xFF;
        header.Write(plain.AsSpan(4));
        contents.CopyTo(plain.AsSpan(14));
        return Plaintext(plain);
    }

    public byte[] Plaintext(ReadOnlySpan<byte> plain)
    {
        byte[] datagram = new byte[plain.Length + 24];
        _sealer.TrySeal(plain, datagram);
        return datagram;
    }

    public void Dispose() => _encoder.Dispose();

    public static byte[] Keys(ReadOnlySpan<byte> keys)
    {
        var diff = new ByteBuffer();
        UserMessageWriter.WriteKeys(diff, keys);
        return diff.Written.ToArray();
    }

    public static SyncSession<EchoScreen, UserStream> Server(Instant now, TimerPolicy? policy = null) =>
        new(new SyncSessionOptions { Role = SessionRole.Server, Policy = policy ?? TimerPolicy.Responsive }, new ChecksumCipher(), new EchoScreen(), new UserStream(), now);
}
