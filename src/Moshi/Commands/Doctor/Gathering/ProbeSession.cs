using System.Buffers.Binary;
using System.Security.Cryptography;
using Moshi.Session;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// The client's end of a session whose datagrams are made one by one, of the size that is wanted, so that it is seen which of them get through. Speaks mosh 1.4 with any
/// server, and never more: no capabilities are shown. Every state is told from state 0, so that no loss can hold up another. No sockets, no clock.
/// </summary>
internal sealed class ProbeSession : IDisposable
{
    /// <summary>All of an instruction and its compressed form around chaff that cannot be compressed; measured, with some room.</summary>
    private const int InstructionOverheadBytes = 60;

    private readonly OcbCipher _cipher;
    private readonly DatagramSealer _sealer;
    private readonly DatagramOpener _opener;
    private readonly Reassembler _reassembler = new();
    private readonly ZlibDecoder _inflater = new();
    private readonly ZlibEncoder _deflater = new();
    private readonly ByteBuffer _message = new();
    private readonly ByteBuffer _compressed = new();
    private readonly ByteBuffer _actions = new();
    private ulong _fragmentId;
    private ushort _firstTimestamp;
    private long _firstArrival;
    private bool _hasFirstTimestamp;
    private ulong _splitId;
    private bool _hasSplit;

    /// <param name="key">The session's, 16 bytes.</param>
    /// <param name="size">Of the pretended window: more cells than a single datagram can paint.</param>
    public ProbeSession(ReadOnlySpan<byte> key, WindowSize size)
    {
        _cipher = new OcbCipher(key);
        _sealer = new DatagramSealer(_cipher, Direction.ToServer);
        _opener = new DatagramOpener(_cipher, Direction.ToClient);
        UserMessageWriter.WriteResize(_actions, size);
    }

    /// <summary>The newest of our states that the server says it has; shutdown does not count.</summary>
    public ulong NewestAcked { get; private set; }

    /// <summary>The server has taken its leave, or has confirmed ours.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The newest state of the server that has arrived whole.</summary>
    public ulong NewestRemote { get; private set; }

    /// <summary>Largest authentic datagram so far, in bytes of UDP payload.</summary>
    public int LargestReceived { get; private set; }

    /// <summary>A later part of an instruction has come whose first part has not: the parts in front are the large ones.</summary>
    public bool IsFirstPartMissing { get; private set; }

    /// <summary>Largest deviation of the server's clock from ours since the first datagram, signed: positive is a jump forward.</summary>
    public TimeSpan ClockJump { get; private set; }

    /// <summary>From now on every state also holds these keys.</summary>
    public void Type(ReadOnlySpan<byte> keys) => UserMessageWriter.WriteKeys(_actions, keys);

    /// <summary>Writes a datagram that tells of a state.</summary>
    /// <param name="state">Its number, from 1; <see cref="Instruction.ShutdownNumber"/> ends the session.</param>
    /// <param name="bytes">Wanted length of the datagram; what a state needs at least is not cut.</param>
    /// <param name="milliseconds">Our clock.</param>
    /// <param name="datagram">At least <see cref="DatagramSizes.MaximumReceivedBytes"/> long.</param>
    /// <returns>The length of the datagram.</returns>
    public int Write(ulong state, int bytes, long milliseconds, Span<byte> datagram)
    {
        byte[] chaff = RandomNumberGenerator.GetBytes(Math.Clamp(bytes - DatagramSizes.OverheadBytes - InstructionOverheadBytes, 0, DatagramSizes.MaximumReceivedBytes));
        int length = Pack(state, chaff);

        // Once more with the chaff that makes up the difference: the overhead of compression is not known before.
        if (bytes > length)
            length = Pack(state, RandomNumberGenerator.GetBytes(chaff.Length + bytes - length));
        Span<byte> plain = stackalloc byte[length - DatagramSizes.MinimumBytes];
        BinaryPrimitives.WriteUInt16BigEndian(plain, Timestamp(milliseconds));
        BinaryPrimitives.WriteUInt16BigEndian(plain[2..], Timestamp16.None);
        new FragmentHeader(++_fragmentId, 0, IsFinal: true).Write(plain[DatagramSizes.TimestampsBytes..]);
        _compressed.Written.CopyTo(plain[(DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes)..]);
        return _sealer.TrySeal(plain, datagram[..length]) ? length : 0;
    }

    /// <summary>Takes a datagram. False when it is not one of the server's.</summary>
    /// <param name="datagram">As received.</param>
    /// <param name="milliseconds">Our clock.</param>
    public bool Receive(ReadOnlySpan<byte> datagram, long milliseconds)
    {
        if (_opener.Open(datagram, out Packet packet) != OpenFailure.None)
            return false;
        LargestReceived = Math.Max(LargestReceived, datagram.Length);
        NoteClock(packet.Timestamp, milliseconds);
        if (packet.IsWhole)
            return true;
        FragmentHeader header = packet.Fragment;
        if (header.Index > 0 && (!_hasSplit || header.Id != _splitId))
        {
            (_splitId, _hasSplit) = (header.Id, true);
            IsFirstPartMissing = true;
        }
        else if (header is { Index: 0, IsFinal: false })
        {
            (_splitId, _hasSplit) = (header.Id, true);
            IsFirstPartMissing = false;
        }

        if (_reassembler.Add(header, packet.Contents, out ReadOnlySpan<byte> whole) == ReassemblyVerdict.Complete
            && _inflater.TryInflate(whole, Instruction.MaxBytes, out ReadOnlySpan<byte> message) && Instruction.TryParse(message, out Instruction instruction))
        {
            Note(instruction);
        }

        return true;
    }

    public void Dispose()
    {
        _deflater.Dispose();
        _cipher.Dispose();
    }

    private void Note(in Instruction instruction)
    {
        IsOver |= instruction.NewNumber == Instruction.ShutdownNumber || instruction.AckNumber == Instruction.ShutdownNumber;
        if (instruction.NewNumber != Instruction.ShutdownNumber)
            NewestRemote = Math.Max(NewestRemote, instruction.NewNumber);
        if (instruction.AckNumber != Instruction.ShutdownNumber)
            NewestAcked = Math.Max(NewestAcked, instruction.AckNumber);
    }

    private int Pack(ulong state, ReadOnlySpan<byte> chaff)
    {
        _message.Clear();
        _compressed.Clear();
        new Instruction
        {
            Version = Instruction.ProtocolVersion,
            OldNumber = 0,
            NewNumber = state,
            AckNumber = NewestRemote,
            ThrowawayNumber = 0,
            Diff = _actions.Written,
            Chaff = chaff,
        }.Write(_message);
        _deflater.Compress(_message.Written, _compressed);
        return DatagramSizes.OverheadBytes + _compressed.Length;
    }

    private void NoteClock(ushort timestamp, long milliseconds)
    {
        if (timestamp == Timestamp16.None)
            return;
        if (!_hasFirstTimestamp)
        {
            (_firstTimestamp, _firstArrival, _hasFirstTimestamp) = (timestamp, milliseconds, true);
            return;
        }

        // Modulo 2^16: a jump of more than half a minute shows as another one, but it shows.
        short deviation = (short)(ushort)(timestamp - _firstTimestamp - (milliseconds - _firstArrival));
        if (Math.Abs((int)deviation) > Math.Abs(ClockJump.TotalMilliseconds))
            ClockJump = TimeSpan.FromMilliseconds(deviation);
    }

    private static ushort Timestamp(long milliseconds) => (ushort)milliseconds == Timestamp16.None ? (ushort)0 : (ushort)milliseconds;
}
