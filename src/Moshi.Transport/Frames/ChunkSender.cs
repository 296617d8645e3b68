using Moshi.Transport.Buffers;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Frames;

/// <summary>
/// Sends a frame that is too long for one packet as chunks: knows which packet carried each, and repeats what the acknowledgements show to be lost. One frame at a time; the next one replaces it.
/// Sans-IO: ask <see cref="HasQueued"/>, take with <see cref="Append"/>, and call <see cref="Advance"/> when <see cref="NextDeadline"/> has come.
/// </summary>
public sealed class ChunkSender
{
    // From this share of losses on parity pays, for frames of at least so many chunks.
    private const double ParityLoss = 0.003;
    private const int ParityChunks = 3;

    // What is repeated on a bad path is repeated more than once, a little later each time: a round trip is at stake.
    private const double LossyPath = 0.03;
    private const double VeryLossyPath = 0.12;
    private const int MostDoubled = 64;
    private static readonly TimeSpan CopySpacing = TimeSpan.FromMilliseconds(6);

    private const double LossGain = 1.0 / 32;
    private const int SteadyProbes = 4;
    private const int MaxProbes = 10;
    private const int ProbeChunks = 4;
    private const int KeptPieces = 256;

    private readonly ByteBuffer _message = new();
    private readonly byte[] _parity = new byte[DatagramSizes.MaximumReceivedBytes];
    private Piece[] _pieces = new Piece[16];
    private ulong[] _parityPackets = new ulong[2];
    private ulong _id;
    private int _count;
    private int _size;
    private int _sent;
    private int _repairs;
    private int _nextRepair;
    private int _parityGroups;
    private int _paritiesSent;
    private int _unacknowledged;
    private int _probes;
    private Instant _sentAt;
    private Instant _copyAt = Instant.Never;

    /// <summary>True until all chunks are acknowledged, or <see cref="Stop"/>.</summary>
    public bool IsActive => _unacknowledged > 0;

    /// <summary>True when a chunk or a parity is to be sent.</summary>
    public bool HasQueued => _repairs > 0 || _sent < _count || _paritiesSent < _parityGroups;

    /// <summary>True until each chunk has left once.</summary>
    public bool IsLeaving => _sent < _count;

    /// <summary>True when parity follows the chunks where some get lost.</summary>
    public bool AddsParity { get; init; } = true;

    /// <summary>True when nothing is to be sent on suspicion: no parity, and each repetition once.</summary>
    public bool IsSparing { get; set; }

    /// <summary>True while chunks are known to be lost, so that the frame needs longer than its way.</summary>
    public bool IsRepairing { get; private set; }

    /// <summary>The state that the frame brings.</summary>
    public ulong StateNumber { get; private set; }

    /// <summary>Longest datagram that the chunks were cut for.</summary>
    public int Budget { get; private set; }

    /// <summary>When the frame was begun.</summary>
    public Instant StartedAt { get; private set; }

    /// <summary>When a chunk was acknowledged for the first time last; before that, as <see cref="StartedAt"/>.</summary>
    public Instant ProgressAt { get; private set; }

    /// <summary>Chunks that the last acknowledgement has shown to be lost.</summary>
    public int LostLately { get; private set; }

    /// <summary>Chunks of the frame.</summary>
    public int Count => _count;

    /// <summary>Share of chunks that were lost on their first way, smoothed over some 32.</summary>
    public double Loss { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    /// <param name="patience">How long an acknowledgement takes at most, usually.</param>
    public Instant NextDeadline(TimeSpan patience) => IsActive && !HasQueued ? Instant.Min(_copyAt, ProbeAt(patience)) : Instant.Never;

    private Instant ProbeAt(TimeSpan patience) => _probes >= MaxProbes ? Instant.Never : _sentAt + patience * (1 << Math.Max(0, _probes - SteadyProbes));

    /// <summary>Begins a frame. False, with nothing begun, when it would take too many chunks.</summary>
    /// <param name="message">The contents of a container; copied.</param>
    /// <param name="stateNumber">The state that they bring.</param>
    /// <param name="size">Bytes of each chunk but the last.</param>
    /// <param name="budget">Kept for <see cref="Budget"/>.</param>
    /// <param name="inboundLoss">Losses of the other direction, until there is experience with this one.</param>
    /// <param name="now">The present.</param>
    public bool TryStart(ReadOnlySpan<byte> message, ulong stateNumber, int size, int budget, double inboundLoss, Instant now)
    {
        int count = (message.Length + size - 1) / size;
        if (count is < 2 or > ChunkFrame.MaxCount)
            return false;
        Stop();
        _message.Append(message);
        _id++;
        StateNumber = stateNumber;
        Budget = budget;
        StartedAt = ProgressAt = _sentAt = now;
        _size = size;
        _count = _unacknowledged = count;
        if (_pieces.Length < count)
            _pieces = new Piece[count];
        Array.Clear(_pieces);
        _parityGroups = AddsParity && !IsSparing && count >= ParityChunks && Math.Max(Loss, inboundLoss) > ParityLoss ? (count + ParityFrame.GroupSize - 1) / ParityFrame.GroupSize : 0;
        if (_parityPackets.Length < _parityGroups)
            _parityPackets = new ulong[_parityGroups];
        return true;
    }

    /// <summary>Forgets the frame: it has arrived, or nobody needs it.</summary>
    public void Stop()
    {
        if (_pieces.Length > KeptPieces)
        {
            _pieces = new Piece[16];
            _parityPackets = new ulong[2];
        }
        _message.Clear();
        _count = _sent = _repairs = _nextRepair = _parityGroups = _paritiesSent = _unacknowledged = _probes = 0;
        _copyAt = Instant.Never;
        IsRepairing = false;
    }

    /// <summary>Appends the next chunk or parity, as the last frame of a packet. Only when <see cref="HasQueued"/>.</summary>
    public void Append(ByteBuffer to, ulong packetNumber, Instant now)
    {
        _sentAt = now;
        if (_repairs > 0)
        {
            while (!_pieces[_nextRepair].IsQueued)
                _nextRepair++;
            _pieces[_nextRepair].IsQueued = false;
            _repairs--;
            AppendChunk(to, _nextRepair, packetNumber);
        }
        else if (_paritiesSent < _parityGroups && _sent >= Math.Min((_paritiesSent + 1) * ParityFrame.GroupSize, _count))
        {
            _parityPackets[_paritiesSent] = packetNumber;
            AppendParity(to, _paritiesSent++);
        }
        else
        {
            AppendChunk(to, _sent++, packetNumber);
        }
    }

    /// <summary>Takes what the peer says has arrived, and queues what it shows to be lost. True when it names any chunk for the first time.</summary>
    public bool Acknowledge(in AckFrame ack, double inboundLoss, Instant now)
    {
        Span<(ulong Low, ulong High)> ranges = stackalloc (ulong, ulong)[AckFrame.MaxRanges];
        int rangeCount = 0;
        for (AckRanges each = ack.Ranges; rangeCount < ranges.Length && each.TryRead(out ulong low, out ulong high);)
            ranges[rangeCount++] = (low, high);
        ranges = ranges[..rangeCount];
        bool isNews = false;
        for (int index = 0; index < _sent; index++)
        {
            if (_pieces[index].IsThere || !Contains(ranges, _pieces[index].Packet))
                continue;
            isNews = true;
            Confirm(ref _pieces[index], isLost: false);
        }
        if (isNews)
            (_probes, ProgressAt) = (0, now);
        QueueLost(ranges, inboundLoss, now);
        return isNews;
    }

    /// <summary>Queues copies that are due, or all that is open after an acknowledgement has failed to come.</summary>
    public void Advance(TimeSpan patience, Instant now)
    {
        if (!IsActive || HasQueued)
            return;
        if (now >= ProbeAt(patience))
        {
            _probes++;
            QueueOpen(ProbeChunks);
        }
        else if (now >= _copyAt)
        {
            QueueCopies(now);
        }
    }

    /// <summary>Queues again what was sent and is not acknowledged.</summary>
    /// <param name="most">How many chunks; fewer are enough to learn from the answer which are needed.</param>
    public void QueueOpen(int most = int.MaxValue)
    {
        for (int index = 0; index < _sent && most > 0; index++)
            most -= Queue(index) ? 1 : 0;
    }

    // What went out after the largest number, or before the smallest that the acknowledgement tells of, is open.
    private void QueueLost(ReadOnlySpan<(ulong Low, ulong High)> ranges, double inboundLoss, Instant now)
    {
        int lost = 0;
        for (int index = 0; index < _sent; index++)
        {
            ref Piece piece = ref _pieces[index];
            if (piece.IsThere || piece.IsQueued || piece.Packet > ranges[0].High || piece.Packet < ranges[^1].Low)
                continue;
            if (IsRestored(index, ranges))
            {
                Confirm(ref piece, isLost: true);
                continue;
            }
            CountLoss(ref piece, isLost: true);
            Queue(index);
            lost++;
        }
        LostLately = lost;
        if (lost == 0)
            return;
        IsRepairing = true;
        double loss = Math.Max(Loss, inboundLoss);
        int copies = IsSparing || lost > MostDoubled || loss < LossyPath ? 0 : loss < VeryLossyPath ? 1 : 2;
        for (int index = 0; index < _sent; index++)
            _pieces[index].Copies = _pieces[index].IsQueued ? copies : _pieces[index].Copies;
        if (copies > 0)
            _copyAt = now + CopySpacing;
    }

    // The peer has made it from the others of its group.
    private bool IsRestored(int index, ReadOnlySpan<(ulong Low, ulong High)> ranges)
    {
        int group = index / ParityFrame.GroupSize;
        if (group >= _paritiesSent || !Contains(ranges, _parityPackets[group]))
            return false;
        int end = Math.Min((group + 1) * ParityFrame.GroupSize, _count);
        for (int other = group * ParityFrame.GroupSize; other < end; other++)
        {
            if (other != index && !_pieces[other].IsThere)
                return false;
        }
        return true;
    }

    private void Confirm(ref Piece piece, bool isLost)
    {
        CountLoss(ref piece, isLost);
        if (piece.IsQueued)
            _repairs--;
        piece.IsQueued = false;
        piece.IsThere = true;
        if (--_unacknowledged == 0)
            Stop();
    }

    private void CountLoss(ref Piece piece, bool isLost)
    {
        if (!piece.IsCounted)
            Loss += ((isLost ? 1 : 0) - Loss) * LossGain;
        piece.IsCounted = true;
    }

    private void QueueCopies(Instant now)
    {
        _copyAt = Instant.Never;
        for (int index = 0; index < _sent; index++)
        {
            ref Piece piece = ref _pieces[index];
            if (piece.IsThere || piece.Copies == 0)
                continue;
            if (--piece.Copies > 0)
                _copyAt = now + CopySpacing;
            Queue(index);
        }
    }

    private bool Queue(int index)
    {
        ref Piece piece = ref _pieces[index];
        if (piece.IsThere || piece.IsQueued)
            return false;
        piece.IsQueued = true;
        _repairs++;
        _nextRepair = 0;
        return true;
    }

    private void AppendChunk(ByteBuffer to, int index, ulong packetNumber)
    {
        _pieces[index].Packet = packetNumber;
        new ChunkFrame { Id = _id, Index = index, Count = _count, Contents = Contents(index) }.Append(to);
    }

    private void AppendParity(ByteBuffer to, int group)
    {
        int first = group * ParityFrame.GroupSize;
        int end = Math.Min(first + ParityFrame.GroupSize, _count);
        Span<byte> parity = _parity.AsSpan(0, _size);
        parity.Clear();
        for (int index = first; index < end; index++)
            Parity.Mix(parity, Contents(index));
        new ParityFrame { Id = _id, Group = group, Count = _count, LastLength = Contents(_count - 1).Length, Contents = parity }.Append(to);
    }

    private ReadOnlySpan<byte> Contents(int index)
    {
        int start = index * _size;
        return _message.Written.Slice(start, Math.Min(_size, _message.Length - start));
    }

    private static bool Contains(ReadOnlySpan<(ulong Low, ulong High)> ranges, ulong packet)
    {
        foreach ((ulong low, ulong high) in ranges)
        {
            if (packet >= low)
                return packet <= high;
        }
        return false;
    }

    private struct Piece
    {
        /// <summary>The packet that carried it last.</summary>
        public ulong Packet;

        /// <summary>Repetitions that are to follow.</summary>
        public int Copies;

        public bool IsQueued;
        public bool IsThere;
        public bool IsCounted;
    }
}
