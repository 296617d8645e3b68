using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// What belongs to the connection and not to its contents, between two ends of ours: connection ids, key phases, and a server's caution with an address that nobody has answered from
/// (docs/protocol/frames.md, "Connection ids", "Keys", "Paths").
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // RFC 9000 §8: what an address may get that has not answered, in multiples of what it has sent.
    private const int Amplification = 3;

    // A server gives a client one id to use and one to go to.
    private const int SpareIds = 2;
    private const int MaxReliableBytes = 40;

    // Challenges and answers to them that go unheard are said again so often, each after twice the time.
    private const int MaxProofs = 5;

    // What challenges, acknowledgements and padding add to a packet.
    private const int ControlEstimateBytes = 40;

    private readonly KeyPhases _keys;
    private readonly ConnectionIds _ids = new();
    private readonly KnownPaths _knownPaths = new();
    private ulong _phasePackets;
    private ulong _confirmedSequence;
    private ulong _unconfirmedSequence;
    private ulong _unconfirmedNumber;
    private ulong _reliableFrom;
    private ulong _unacknowledgedIdsFrom = ulong.MaxValue;
    private ulong _retirePriorTo;
    private ulong _retired;
    private bool _owesRetirement;
    private bool _isAckWanted;
    private uint _peerId;
    private ulong _challenge;
    private bool _isValidating;
    private bool _owesChallenge;
    private ulong? _owedResponse;
    private long _pathCredit;
    private ulong _response;
    private bool _isChallenged;
    private int _proofs;
    private Instant _proofAt = Instant.Never;

    /// <summary>Key phase, counted from 0; both directions have the same.</summary>
    public ulong KeyPhase => _keys.Phase;

    /// <summary>The connection id that our datagrams carry; 0 before the server has issued one.</summary>
    public uint ConnectionId => _role == SessionRole.Client ? _ids.Current.Id : _peerId;

    /// <summary>Server: the ids by which datagrams of this session are known, for whoever shares a port among several. The all-zero one is not among them.</summary>
    public ReadOnlySpan<ConnectionIdFrame> IssuedIds => _ids.All;

    /// <summary>Server: true until the client has answered from the address that it seems to have moved to; little is sent there meanwhile.</summary>
    public bool IsValidatingPath => _isValidating;

    private bool HasReliable => _owesRetirement || _unacknowledgedIdsFrom <= _ids.Newest;

    private TimeSpan ProbeTimeout => TimeSpan.FromMilliseconds(_rtt.Srtt + Math.Max(4 * _rtt.Rttvar, MinProbeVarianceMs)) + AckSlack;

    /// <summary>True when a packet with so many bytes of data may go to the client's address.</summary>
    private bool MaySend(int dataBytes) => !_isValidating || dataBytes + ContainerOverheadBytes + ControlEstimateBytes <= _pathCredit;

    /// <summary>True when what is queued waits for an answer from the address that it is for.</summary>
    private bool IsHeldBack => _isValidating && !MaySend(NextDataBytes);

    private int NextDataBytes =>
        HasFrame ? Math.Min(_frame.Length - _frameAt, _budget)
        : _chunks.HasQueued ? _budget
        : 0;

    private void SpeakFrames()
    {
        if (_speaksFrames)
            return;
        _speaksFrames = true;
        _opener.SplitsNonce = _opener.TakesShort = true;
        if (_role == SessionRole.Server)
        {
            for (int i = 0; i < SpareIds; i++)
                IssueId(retirePriorTo: 0);
        }
    }

    private void IssueId(ulong retirePriorTo)
    {
        // The ids from the one in use on are the client's: none of them is pushed out.
        if (_ids.IsFull && _ids.All[0].Sequence >= _ids.SequenceOf(_peerId))
            return;
        uint id;
        do
            id = _chaff.NextId();
        while (_ids.Has(id));
        _retirePriorTo = Math.Max(_retirePriorTo, retirePriorTo);
        _ids.Add(new ConnectionIdFrame { Sequence = _ids.Newest + 1, Id = id });
        _unacknowledgedIdsFrom = Math.Min(_unacknowledgedIdsFrom, _ids.Newest);
        SendReliably();
    }

    // All that is pending travels with every packet from this number on, until one of them is acknowledged.
    private void SendReliably() => _reliableFrom = _sealer.NextSequence;

    private void TakeConnectionId(in ConnectionIdFrame id)
    {
        _isAckWanted = true;
        AcknowledgeBy(_now + AckDelayNow);
        if (_role != SessionRole.Client || !_ids.Add(id))
            return;
        if (_ids.Current.Id == 0 || _ids.Current.Sequence < id.RetirePriorTo)
            UseNextId(id.RetirePriorTo);
    }

    /// <summary>Client: another id from now on, so that the address that it comes from next is not tied to the last by it.</summary>
    private void UseNextId(ulong floor)
    {
        ulong before = _ids.Current.Sequence;
        if (!_ids.TryAdvance(floor) || before == 0)
            return;
        _retired = before;
        _owesRetirement = true;
        SendReliably();
    }

    private void TakeRetirement(ulong sequence)
    {
        _isAckWanted = true;
        AcknowledgeBy(_now + AckDelayNow);
        // The id stays known until newer ones have pushed it out: datagrams with it may still be on their way.
        if (_role != SessionRole.Server || sequence <= _retired || sequence >= _ids.Newest)
            return;
        _retired = sequence;
        // One that it was asked to go to counts.
        if (_ids.CountAfter(sequence) < SpareIds)
            IssueId(retirePriorTo: 0);
    }

    private void NoteDelivered(in AckFrame ack)
    {
        if (!HasReliable || ack.Largest < _reliableFrom)
            return;
        _owesRetirement = false;
        _unacknowledgedIdsFrom = ulong.MaxValue;
    }

    /// <summary>Server: the client's datagrams come from elsewhere. That is so when it has moved; but anybody can send on what he has overheard.</summary>
    private void ValidatePath(NetworkPath from, uint id)
    {
        if (!_speaksFrames)
        {
            // A stock client answers no challenge: the next datagram from there has to do, and a port that has changed needs none.
            _isValidating = _policy.LimitsUnknownAddresses && HasPath && !from.HasSameAddress(Path);
            _owesChallenge = false;
            _pathCredit = 0;
            return;
        }
        if (HasPath)
            _knownPaths.NoteUse(Path, _now);
        bool isNew = !_knownPaths.HasAnswered(from, _now);
        _isValidating = _owesChallenge = isNew;
        _proofs = 0;
        _proofAt = Instant.Never;

        // Whoever is behind another port of the same address is flooded by nobody who could not do so before; to wait for him would stop the output of a program
        // for as long as the answer gets lost.
        bool isSameHost = (HasPath && from.HasSameAddress(Path)) || _knownPaths.HasAnsweredFromAddress(from, _now);
        _pathCredit = isSameHost ? long.MaxValue / 2 : 0;
        if (isNew)
            _challenge = _knownPaths.Ask(from, _chaff.NextWord(), _now);

        // A client that knows of its move has changed its id; only its port changes when a NAT forgets. It is asked once to leave an id, however often it moves before it has heard that.
        ulong sequence = _ids.SequenceOf(id);
        if (id != 0 && id == _peerId && sequence >= _retirePriorTo && !from.HasSameAddress(Path))
            IssueId(retirePriorTo: sequence + 1);
    }

    private void TakeChallenge(ulong value)
    {
        _owedResponse = value;
        _isChallenged = true;
        _proofs = 0;
    }

    private void TakeResponse(ulong value)
    {
        if (!_knownPaths.TryTakeAnswer(value, _now, out NetworkPath proven) || !_isValidating || proven != Path)
            return;
        _isValidating = _owesChallenge = false;
        _proofAt = Instant.Never;
    }

    // Output waits for the answer, and the one who is asked may have nothing else to say for seconds: neither question nor answer is left to a single datagram (RFC 9000 §8.2.1). Each answer
    // that arrives lets three times its bytes out.
    private void ProvePath()
    {
        if (_now < _proofAt)
            return;
        _proofAt = Instant.Never;
        if (_role == SessionRole.Client)
            _owedResponse ??= _response;
        else
            _owesChallenge = _isValidating;
    }

    private void ProveAgain() => _proofAt = _proofs < MaxProofs ? _now + ProbeTimeout * (1 << _proofs++) : Instant.Never;

    // As long as the server asks in each packet, it has not heard.
    private void NoteProof()
    {
        if (_role == SessionRole.Client && !_isChallenged)
            _proofAt = Instant.Never;
    }

    /// <summary>A later key, when this one has done enough and the peer has followed to it.</summary>
    private void RotateKey()
    {
        KeyLimits limits = _options.KeyLimits;
        if (!_speaksFrames || !_keys.HasMore || !_keys.IsConfirmed)
            return;
        if (_sealer.Blocks < limits.MaxBlocks && _sealer.NextSequence - _phasePackets < limits.MaxPackets && _keys.Age(_now) < limits.MaxAge)
            return;
        _keys.Begin(_now);
        UseKey();
    }

    private void UseKey()
    {
        _phasePackets = _sealer.NextSequence;
        _sealer.ChangeKey(_keys.Current);
    }

    private void NoteKeyPhase(ulong phase)
    {
        if (_keys.Note(phase, ProbeTimeout * 3, _now))
            UseKey();
    }

    /// <summary>What each packet of this end begins its nonce with.</summary>
    private ulong NoncePrefix(uint id) => _speaksFrames ? new FrameNonce(id, KeyPhases.Bits(_keys.Phase), 0).Join() : 0;

    // The low bits of a packet number are enough for a peer that has lately opened one nearby; after a long silence the whole number is told, and then no id.
    private uint IdToSend => _sealer.NextSequence - _confirmedSequence < FrameNonce.ShortReach / 2 ? ConnectionId : 0;

    private void NoteUnconfirmed(ulong number)
    {
        if (_unconfirmedNumber <= _sent.Front.Number)
            (_unconfirmedNumber, _unconfirmedSequence) = (number, _sealer.NextSequence);
    }

    /// <summary>The peer has a state of ours: with it came a packet.</summary>
    private void NoteConfirmed()
    {
        if (_unconfirmedNumber <= _sent.Front.Number)
            _confirmedSequence = Math.Max(_confirmedSequence, _unconfirmedSequence);
    }

    private void AppendConnectionFrames(int most)
    {
        if (!_keys.IsConfirmed && most - _container.Length > 2 + Varint.MaxBytes)
        {
            _container.Append((byte)FrameType.KeyNext);
            Varint.Append(_container, _keys.Phase);
            _container.Append(0);
        }
        if (_owedResponse is { } response && most - _container.Length > FrameReader.ChallengeBytes)
        {
            AppendChallenge(FrameType.PathResponse, response);
            _response = response;
            _owedResponse = null;
            ProveAgain();
        }
        if (_isValidating && most - _container.Length > FrameReader.ChallengeBytes)
        {
            AppendChallenge(FrameType.PathChallenge, _challenge);
            if (_owesChallenge)
                ProveAgain();
            _owesChallenge = false;
        }
        if (!HasReliable)
            return;
        if (most - _container.Length < MaxReliableBytes)
        {
            _reliableFrom = _sealer.NextSequence + 1;
            return;
        }
        foreach (ConnectionIdFrame id in _ids.All)
        {
            if (id.Sequence >= _unacknowledgedIdsFrom)
                (id with { RetirePriorTo = Math.Min(_retirePriorTo, id.Sequence) }).Append(_container);
        }
        if (_owesRetirement)
        {
            _container.Append((byte)FrameType.RetireConnectionId);
            Varint.Append(_container, _retired);
        }
    }

    private void AppendChallenge(FrameType type, ulong value)
    {
        _container.Append((byte)type);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(_container.GetSpan(FrameReader.ChallengeBytes), value);
        _container.Advance(FrameReader.ChallengeBytes);
    }
}
