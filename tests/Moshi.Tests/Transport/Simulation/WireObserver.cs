using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// Looks at every datagram that one end sends, with the key, and fails the test when one breaks a rule that a stock peer relies on (docs/protocol/mosh.md).
/// </summary>
internal sealed class WireObserver(Direction direction)
{
    private byte[] _whole = [];
    private readonly KeyPhases _keys = new(new ChecksumCipher(), new ChecksumPhases(), default);
    private readonly HashSet<(ulong Phase, ulong Number)> _nonces = [];
    private DatagramOpener? _opener;
    private readonly ZlibDecoder _decoder = new();
    private readonly ChunkAssembler _assembler = new();
    private readonly HashSet<ulong> _numbers = [0];
    private readonly List<byte> _assembled = [];
    private readonly List<byte> _earlier = [];
    private ulong _sequence;
    private ulong _fragmentId;
    private int _nextIndex;
    private ulong _highest;
    private ulong _ack;
    private ulong _throwaway;
    private bool _isOvertaken;

    public bool MayShutDown { get; set; }
    public int BudgetBytes { get; set; } = DatagramSizes.IPv4BudgetBytes;
    public Instant LastSentAt { get; private set; }
    public TimeSpan LongestSilence { get; private set; }
    public int EchoedTimestamps { get; private set; }

    /// <summary>Of the last datagram.</summary>
    public int LengthBytes { get; private set; }
    public int Instructions { get; private set; }
    public int Diffs { get; private set; }

    /// <summary>Those in the short form, which only a peer that asked for it may get.</summary>
    public int CompactInstructions { get; private set; }

    /// <summary>Connection ids of the datagrams sent.</summary>
    public HashSet<uint> Ids { get; } = [];

    /// <summary>Of the last datagram.</summary>
    public ulong KeyPhase { get; private set; }

    public int Containers { get; private set; }
    public int Echoes { get; private set; }
    public int Chunks { get; private set; }
    public int Parities { get; private set; }

    /// <summary>Instructions sent again as the same bytes.</summary>
    public int Repeats { get; private set; }
    public bool SawCapabilities { get; private set; }
    public int CapabilityInstructions { get; private set; }
    public int? ExitStatus { get; private set; }

    public void Observe(ReadOnlySpan<byte> datagram, Instant now)
    {
        Assert.True(datagram.Length <= BudgetBytes, $"a datagram of {datagram.Length} bytes");
        LengthBytes = datagram.Length;
        _opener ??= new DatagramOpener(_keys, direction) { SplitsNonce = true, TakesShort = true };
        Assert.Equal(OpenFailure.None, _opener.Open(datagram, out Packet packet));
        _keys.Note(packet.KeyPhase, TimeSpan.Zero, now);
        Assert.True(_nonces.Add((packet.KeyPhase, packet.Sequence)), "a nonce twice");
        Ids.Add(packet.ConnectionId);
        KeyPhase = packet.KeyPhase;
        // Never the same nonce twice, and no gaps: each number is spent on one datagram.
        Assert.Equal(_sequence++, packet.Sequence);
        Assert.NotEqual(Timestamp16.None, packet.Timestamp);
        if (packet.TimestampReply != Timestamp16.None)
            EchoedTimestamps++;
        if (LastSentAt != default && now - LastSentAt > LongestSilence)
            LongestSilence = now - LastSentAt;
        LastSentAt = now;
        Join(packet);
    }

    private void Join(in Packet packet)
    {
        if (packet.IsWhole && FrameReader.IsContainer(packet.Contents))
        {
            TakeContainer(packet.Contents[1..]);
            return;
        }
        if (packet.IsWhole)
        {
            if (packet.Contents.SequenceEqual(_whole))
            {
                Repeats++;
                return;
            }
            _whole = packet.Contents.ToArray();
            TakeMessage(_whole);
            return;
        }
        // Contiguous fragments from 0 on; a new id for each instruction, and the same id only for the same bytes.
        if (packet.Fragment.Index == 0)
        {
            Assert.True(packet.Fragment.Id >= _fragmentId);
            _earlier.Clear();
            if (packet.Fragment.Id == _fragmentId)
                _earlier.AddRange(_assembled);
            _fragmentId = packet.Fragment.Id;
            _assembled.Clear();
            _nextIndex = 0;
        }
        Assert.Equal(_fragmentId, packet.Fragment.Id);
        Assert.Equal(_nextIndex++, packet.Fragment.Index);
        _assembled.AddRange(packet.Contents);
        if (!packet.Fragment.IsFinal)
            return;
        if (_earlier.Count > 0)
        {
            Assert.Equal(_earlier, _assembled);
            Repeats++;
            return;
        }
        TakeMessage(_assembled.ToArray());
    }

    private void TakeContainer(ReadOnlySpan<byte> frames)
    {
        Containers++;
        var reader = new FrameReader(frames);
        while (reader.TryReadType(out FrameType type))
        {
            switch (type)
            {
                case FrameType.StateAck:
                    Assert.True(reader.TryReadStateAck(out StateAckFrame states));
                    Assert.True(states.Newest >= _ack, "ack went back");
                    _ack = states.Newest;
                    break;
                case FrameType.Ack:
                    Assert.True(reader.TryReadAck(out _));
                    break;
                case FrameType.Chunk:
                    Assert.True(reader.TryReadChunk(out ChunkFrame chunk));
                    Chunks++;
                    if (_assembler.Add(chunk, out ReadOnlySpan<byte> whole) == ReassemblyVerdict.Complete)
                    {
                        // Small frames may have passed it while its chunks waited for their turn.
                        _isOvertaken = true;
                        TakeContainer(whole);
                        _isOvertaken = false;
                    }
                    break;
                case FrameType.Parity:
                    Assert.True(reader.TryReadParity(out _));
                    Parities++;
                    break;
                case FrameType.Echo:
                    Assert.True(reader.TryReadEcho(out _));
                    Echoes++;
                    break;
                case FrameType.Close:
                    Assert.True(reader.TryReadClose(out CloseFrame close));
                    Assert.Equal(FrameError.None, close.Error);
                    ExitStatus ??= close.ExitStatus;
                    break;
                case FrameType.Sync:
                    Assert.True(reader.TryReadSync(out SyncFrame sync));
                    TakeSync(sync);
                    break;
                default:
                    TakeConnectionFrame(type, ref reader);
                    break;
            }
        }
        Assert.Equal(FrameError.None, reader.Error);
    }

    private void TakeConnectionFrame(FrameType type, ref FrameReader reader)
    {
        switch (type)
        {
            case FrameType.NewConnectionId:
                Assert.True(reader.TryReadConnectionId(out _));
                break;
            case FrameType.RetireConnectionId:
                Assert.True(reader.TryReadRetirement(out _));
                break;
            case FrameType.PathChallenge or FrameType.PathResponse:
                Assert.True(reader.TryReadChallenge(out _));
                break;
            case FrameType.KeyNext:
                Assert.True(reader.TryReadKeyPhase(out ulong phase));
                Assert.Equal(KeyPhase, phase);
                break;
            default:
                Assert.Fail($"a frame of type {type}");
                break;
        }
    }

    private void TakeSync(in SyncFrame sync)
    {
        if (_numbers.Contains(sync.Number) && sync.Diff.SequenceEqual(_whole))
        {
            // A copy; its acknowledgement may be an older one.
            Repeats++;
            return;
        }
        _whole = sync.Diff.ToArray();
        ReadOnlySpan<byte> diff = sync.Diff;
        Assert.True(!sync.IsDeflated || _decoder.TryInflate(sync.Diff, Instruction.MaxBytes, out diff));
        Check(new Instruction { Version = 2, NewNumber = sync.Number, OldNumber = sync.Old, ThrowawayNumber = sync.Throwaway, AckNumber = sync.Ack ?? _ack, Diff = diff });
    }

    private void TakeMessage(byte[] whole)
    {
        Instruction instruction;
        if (CompactInstruction.IsCompact(whole))
        {
            CompactInstructions++;
            Assert.True(CompactInstruction.TryParse(whole, _decoder, out instruction));
        }
        else
        {
            Assert.True(_decoder.TryInflate(whole, Instruction.MaxBytes, out ReadOnlySpan<byte> message));
            Assert.True(Instruction.TryParse(message, out instruction));
        }
        Check(instruction);
    }

    private void Check(in Instruction instruction)
    {
        Instructions++;
        Assert.Equal(2u, instruction.Version);
        Assert.True(instruction.ThrowawayNumber <= instruction.OldNumber, $"throwaway {instruction.ThrowawayNumber} > old {instruction.OldNumber}");
        Assert.True(instruction.OldNumber < instruction.NewNumber || instruction.OldNumber == Instruction.ShutdownNumber, $"old {instruction.OldNumber} >= new {instruction.NewNumber}");
        Assert.True(_isOvertaken || instruction.ThrowawayNumber == 0 || instruction.ThrowawayNumber >= _throwaway, "throwaway went back");
        Assert.True(_isOvertaken || instruction.AckNumber >= _ack, "ack went back");
        Assert.Contains(instruction.OldNumber, _numbers);
        Assert.True(_isOvertaken || _numbers.Contains(instruction.NewNumber) || instruction.NewNumber > _highest, "a new state with an old number");
        Assert.True(MayShutDown || instruction.NewNumber != Instruction.ShutdownNumber, "shutdown without being asked");
        Assert.True(_highest != Instruction.ShutdownNumber || instruction.NewNumber == Instruction.ShutdownNumber, "a state after shutdown");
        // Only once the peer has acknowledged it does our shutdown become a reference.
        Assert.True(instruction.OldNumber != Instruction.ShutdownNumber || instruction.ThrowawayNumber == Instruction.ShutdownNumber);
        _numbers.Add(instruction.NewNumber);
        _highest = Math.Max(_highest, instruction.NewNumber);
        _ack = Math.Max(_ack, instruction.AckNumber);
        _throwaway = Math.Max(_throwaway, instruction.ThrowawayNumber);
        if (!instruction.Diff.IsEmpty)
            Diffs++;
        if (!instruction.Capabilities.IsEmpty)
        {
            SawCapabilities = true;
            CapabilityInstructions++;
        }
        ExitStatus ??= instruction.ExitStatus;
    }
}
