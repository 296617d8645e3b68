using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// Frames that are too long for one packet, between two ends of ours: in chunks, of which the receiver tells which have arrived, and the sender repeats the others (docs/protocol/frames.md, "Long frames").
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // The receiver waits so long for the next chunk before it says what is missing: reordering is not loss.
    private static readonly TimeSpan ChunkQuiet = TimeSpan.FromMilliseconds(5);

    // Acknowledgements get lost too: the same again after these times, by the loss measured on the way in, and now and then as long as chunks are missing.
    private static readonly TimeSpan[] AckRepeats = Milliseconds(6, 9, 15, 25);
    private const int MaxPacketAcks = 12;

    // An acknowledgement that is not about chunks tells of the last few packets only.
    private const ulong LeastAckReach = 16;

    private static readonly TimeSpan AckPatience = TimeSpan.FromMilliseconds(15);

    // A long frame waits so many round trips for the repair of the one before it; then the newer picture counts more.
    private const int RepairRoundTrips = 3;

    /// <summary>Control frames of a packet that also carries a chunk have this much room.</summary>
    private const int ChunkReserveBytes = 64;

    private readonly ChunkSender _chunks;
    private readonly ChunkAssembler _assembler = new();
    private readonly ReplayWindow _window = new();
    private Instant _packetAckAt = Instant.Never;
    private int _packetAcks;
    private ulong _ackFloor;
    private ulong _assembling;
    private Instant _lastPacketAt;
    private bool _owesPacketAck;

    private TimeSpan ChunkPatience => TimeSpan.FromMilliseconds(_rtt.Srtt + Math.Max(4 * _rtt.Rttvar, MinProbeVarianceMs)) + AckPatience;

    private Instant WhenToTendChunks() => Instant.Min(_packetAckAt, _chunks.NextDeadline(ChunkPatience));

    /// <summary>The next chunk must wait; what is small passes.</summary>
    private bool IsChunkPaced => _policy.PacesLargeFrames && _pacer.WhenFree(_now) > _now;

    private bool StartChunks(ulong number)
    {
        if (_chunks.IsLeaving)
            GiveUpState(_chunks.StateNumber);
        int size = _budget - ContainerOverheadBytes - ChunkFrame.MaxHeaderBytes - ChunkReserveBytes;
        _chunks.IsSparing = IsLowData;
        return _chunks.TryStart(_frame.Written, number, size, _budget, _loss.Loss, _now);
    }

    // What has not left whole cannot have arrived, and must be nobody's reference.
    private void GiveUpState(ulong number)
    {
        int index = _sent.IndexOf(number);
        if (index > 0)
            _sent[index].IsLost = true;
    }

    /// <summary>True when a long change waits until the one before it is repaired.</summary>
    private bool WaitsForRepair => _speaksFrames && (_chunks.IsRepairing || _chunks.HasQueued) && _diff.Length > _budget && _now - RepairsSince < Srtt * RepairRoundTrips + _pacer.TimeFor(_frame.Length);

    // A newer picture takes the place of an older one; newer input contains the older, and would only begin it anew.
    private Instant RepairsSince => _role == SessionRole.Client ? _chunks.ProgressAt : _chunks.StartedAt;

    /// <summary>Client: true while the newest input is in chunks of which some have not arrived: another instruction, be it for an acknowledgement or a heartbeat, would have to begin it anew.</summary>
    private bool IsLongInputOpen => _role == SessionRole.Client && _speaksFrames && Phase == SessionPhase.Open && _chunks.IsActive && _chunks.StateNumber == _sent.Back.Number;

    private void TendChunks()
    {
        if (_chunks.IsActive && _chunks.Budget != _budget)
        {
            _chunks.Stop();
            PresumeLost();
        }
        _chunks.Advance(ChunkPatience, _now);
        if (_now < _packetAckAt)
            return;
        _owesPacketAck = true;
        if (!_assembler.IsIncomplete)
        {
            _owesStateAck = true;
            _ackAt = Instant.Never;
        }
        int repeats = _loss.Loss switch { < 0.005 => 0, < 0.03 => 1, < 0.12 => 2, _ => AckRepeats.Length };
        _packetAckAt = _packetAcks < repeats ? _now + AckRepeats[_packetAcks]
            : _assembler.IsIncomplete && _packetAcks < MaxPacketAcks ? _now + Srtt * 1.5 + ChunkQuiet
            : Instant.Never;
        _packetAcks++;
    }

    /// <summary>Called for each chunk that is sent: what it brings is on its way.</summary>
    private void NoteChunkSent()
    {
        int index = _sent.IndexOf(_chunks.StateNumber);
        if (index < 0)
            return;
        _sent[index].SentAt = _now;
        if (_chunks.StateNumber == _sent.Back.Number)
            _dataSentAt = _now;
    }

    private ReceiveVerdict TakeChunk(in ChunkFrame chunk, in Packet packet)
    {
        NoteChunk(chunk.Id, chunk.Index, packet);
        return Finish(chunk.Id, _assembler.Add(chunk, out ReadOnlySpan<byte> whole), whole, packet);
    }

    private ReceiveVerdict TakeParity(in ParityFrame parity, in Packet packet)
    {
        NoteChunk(parity.Id, parity.Group * ParityFrame.GroupSize, packet);
        return Finish(parity.Id, _assembler.Add(parity, out ReadOnlySpan<byte> whole), whole, packet);
    }

    private void NoteChunk(ulong id, int index, in Packet packet)
    {
        // Those before it may have got lost; they have taken as many packets, and some for parity.
        ulong before = (ulong)(index + index / ParityFrame.GroupSize + 8);
        ulong floor = packet.Sequence > before ? packet.Sequence - before : 0;
        if (id > _assembling)
        {
            _assembling = id;
            _ackFloor = floor;
        }
        else
        {
            _ackFloor = Math.Min(_ackFloor, floor);
        }
        _packetAcks = 0;
        _packetAckAt = _now + ChunkQuiet;
    }

    private ReceiveVerdict Finish(ulong id, ReassemblyVerdict assembled, ReadOnlySpan<byte> whole, in Packet packet)
    {
        switch (assembled)
        {
            case ReassemblyVerdict.Complete:
                // At once: the sender would soon repeat what seems to be missing.
                _packetAckAt = _now;
                return TakeFrames(whole, packet, isAssembled: true);
            case ReassemblyVerdict.Incomplete:
                return ReceiveVerdict.Fragment;
            default:
                // Of a frame that is complete or given up: the sender does not know yet.
                return assembled == ReassemblyVerdict.Conflict && _assembler.IsOver(id) ? ReceiveVerdict.DuplicateState : ReceiveVerdict.BadFragment;
        }
    }

    private void TakePacketAck(in AckFrame ack)
    {
        NoteDelivered(ack);
        TakeLossReport(ack);
        if (!_chunks.IsActive)
            return;
        int sent = _chunks.Count;
        // What has arrived in chunks of this length shows that the path takes it.
        if (_chunks.Acknowledge(ack, _loss.Loss, _now))
            ForgetLargeFrameLoss();
        NoteChunkLoss(_chunks.LostLately, sent);
        if (!_chunks.IsRepairing && !(_role == SessionRole.Client && _chunks.HasQueued))
            _heldUntil = new Instant(long.MinValue);
    }

    private void AppendPacketAck(int most)
    {
        ulong delay = (ulong)Math.Max(0, (_now - _lastPacketAt).TotalMicroseconds / 8);
        ulong floor = _owesPacketAck ? Math.Min(_ackFloor, _window.Highest) : _window.Highest - Math.Min(_window.Highest, _reportsLoss ? ReportReach : LeastAckReach);
        if (AckFrame.TryAppend(_container, _window, floor, delay, most - _container.Length))
            _owesPacketAck = _isAckWanted = _reportsLoss = false;
    }
}
