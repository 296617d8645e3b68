using System.Globalization;
using System.Runtime.InteropServices;
using Moshi.Platform.Net;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// Decides to which of a server's possible addresses datagrams go. At first to the best alone; while nobody answers, one more joins every <see cref="Stagger"/>. The first authentic
/// answer ends that: from then on the address that it came from is the only one, so that a server, which follows the newest datagram, is not led about. When that address falls silent,
/// all are tried again: the way to the server may now be another one, or of the other family.
/// </summary>
/// <remarks>
/// No I/O and no clock. A datagram goes to several targets as the same bytes under the same nonce: whoever receives it a second time, from wherever, takes it for the duplicate that it
/// is. With a single address there is nothing to decide and nothing happens.
/// </remarks>
internal sealed class CandidateRace
{
    /// <summary>Targets at most.</summary>
    public const int Limit = 8;

    /// <summary>Time for an answer before one more address joins. RFC 8305 §5 lets it be from 100 ms to 2 s.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(100);

    /// <summary>Silence, with something to be answered, after which the address in use is doubted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Once all have joined they are nudged after this time, then twice, four times... of it.</summary>
    private static readonly TimeSpan FirstNudge = TimeSpan.FromMilliseconds(250);

    private const int Nudges = 4;
    private const int NamedInWords = 3;

    private readonly List<UdpEndpoint> _candidates;
    private readonly List<UdpEndpoint> _targets = [];
    private int _current;
    private int _nudged;
    private bool _isSettled;
    private Instant _nextStep;
    private Instant _waitingSince = Instant.Never;

    /// <param name="candidates">At least one, best first; what is above <see cref="Limit"/> is left out.</param>
    /// <param name="now">The present: the first datagram leaves at once.</param>
    public CandidateRace(IReadOnlyList<UdpEndpoint> candidates, Instant now)
    {
        _candidates = [.. candidates.Distinct().Take(Limit)];
        _targets.Add(_candidates[0]);
        _nextStep = HasOne ? Instant.Never : now + Stagger;
    }

    /// <summary>All that are known, best first.</summary>
    public IReadOnlyList<UdpEndpoint> Candidates => _candidates;

    /// <summary>To where a datagram goes now. Valid until the next call that may change it.</summary>
    public ReadOnlySpan<UdpEndpoint> Targets => CollectionsMarshal.AsSpan(_targets);

    /// <summary>The address that the session calls its own: the one that answered, or the last that has joined.</summary>
    public UdpEndpoint Current => _candidates[_current];

    /// <summary>True once an answer has come, until the silence after it.</summary>
    public bool IsSettled => _isSettled;

    /// <summary>True once an answer has come.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public Instant NextDeadline(TimeSpan srtt) =>
        HasOne ? Instant.Never : _isSettled ? Later(_waitingSince, PatienceFor(srtt)) : _nextStep;

    /// <summary>True: there are new targets, or old ones to be asked again, and the session is to speak at once (<c>ChangePath</c> to <see cref="Current"/>).</summary>
    /// <param name="isWaiting">Something that we have sent is not acknowledged.</param>
    /// <param name="lastHeard">When the server was heard last.</param>
    /// <param name="srtt">The smoothed round trip.</param>
    /// <param name="now">The present.</param>
    public bool Advance(bool isWaiting, Instant lastHeard, TimeSpan srtt, Instant now)
    {
        if (HasOne)
            return false;
        if (_isSettled)
        {
            if (!isWaiting)
                _waitingSince = Instant.Never;
            else if (_waitingSince == Instant.Never || lastHeard > _waitingSince)
                _waitingSince = now;
            return _waitingSince != Instant.Never && now - _waitingSince >= PatienceFor(srtt) && Reopen(now);
        }

        if (now < _nextStep)
            return false;
        if (_targets.Count < _candidates.Count)
        {
            _current = _targets.Count;
            _targets.Add(_candidates[_current]);
            _nextStep = now + (_targets.Count < _candidates.Count ? Stagger : FirstNudge);
            return true;
        }

        _nextStep = ++_nudged < Nudges ? now + FirstNudge * (1 << _nudged) : Instant.Never;
        return true;
    }

    /// <summary>An authentic datagram, newer than all before, has come from <paramref name="from"/>. True: the address in use is another one now, or the server may think so.</summary>
    public bool NoteAnswer(in UdpEndpoint from)
    {
        if (_isSettled)
            return false;
        bool wasAlone = _targets.Count == 1;
        int winner = _candidates.IndexOf(from);

        // A host with several addresses may answer from another than the one that we have reached.
        if (winner < 0)
            winner = FirstOfFamily(from.Family);
        bool hasMoved = !wasAlone || winner != _current;
        Settle(winner);
        return hasMoved;
    }

    /// <summary>The system refuses to send to <paramref name="target"/>: no route, no such family. True: others are to be tried at once.</summary>
    public bool NoteUnreachable(in UdpEndpoint target, Instant now)
    {
        if (HasOne)
            return false;
        if (_isSettled)
            return target == Current && Reopen(now);
        if (_targets.Count < _candidates.Count && target == _targets[^1])
            _nextStep = now;
        return false;
    }

    /// <summary>One more address has become known.</summary>
    public void Add(in UdpEndpoint candidate, Instant now)
    {
        if (_candidates.Contains(candidate))
            return;
        if (_candidates.Count == Limit)
        {
            // What has not been tried by now is a worse guess than what was found out meanwhile.
            if (_isSettled || _targets.Count == Limit)
                return;
            _candidates.RemoveAt(Limit - 1);
        }

        _candidates.Add(candidate);
        if (!_isSettled && _targets.Count == _candidates.Count - 1)
            _nextStep = now;
    }

    /// <summary>Where the server is looked for, in words that fit behind "received from server" or "connection to".</summary>
    public static string Describe(IReadOnlyList<UdpEndpoint> targets)
    {
        bool hasOnePort = targets.All(target => target.Port == targets[0].Port);
        IEnumerable<string> names = targets.Take(NamedInWords).Select(target => hasOnePort ? target.ToAddressString() : target.ToString());
        string rest = targets.Count > NamedInWords ? string.Create(CultureInfo.InvariantCulture, $" and {targets.Count - NamedInWords} more") : "";
        string port = hasOnePort ? string.Create(CultureInfo.InvariantCulture, $"UDP port {targets[0].Port}") : "UDP";
        return targets.Count == 1 ? port : $"{port} at {string.Join(", ", names)}{rest}";
    }

    private bool HasOne => _candidates.Count == 1;

    // A long way is not a dead one.
    private static TimeSpan PatienceFor(TimeSpan srtt) => srtt * 3 > Patience ? srtt * 3 : Patience;

    private static Instant Later(Instant since, TimeSpan wait) => since == Instant.Never ? Instant.Never : since + wait;

    private int FirstOfFamily(UdpFamily family)
    {
        int first = _targets.FindIndex(target => target.Family == family);
        return first < 0 ? 0 : first;
    }

    private void Settle(int winner)
    {
        HasAnswer = _isSettled = true;
        _current = winner;
        _targets.Clear();
        _targets.Add(_candidates[winner]);
        _waitingSince = Instant.Never;
    }

    private bool Reopen(Instant now)
    {
        _isSettled = false;
        _targets.Clear();
        _targets.AddRange(_candidates);
        _nudged = 0;
        _nextStep = now + FirstNudge;
        return true;
    }
}
