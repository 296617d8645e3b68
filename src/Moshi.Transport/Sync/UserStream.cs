using System.Buffers;

namespace Moshi.Transport.Sync;

/// <summary>
/// The client's object: everything typed and every window size, in order, since the beginning. A state is a range of a log that all states share, so
/// that a snapshot costs one small object. The client appends to the session's <c>Current</c>; the server reads what is new with
/// <see cref="ReadSince"/>.
/// </summary>
public sealed class UserStream : ISyncState<UserStream>
{
    /// <summary>
    /// Most bytes that may wait for the peer's acknowledgement. Below the 4 MiB that an instruction may inflate to, since one must be able to carry them all.
    /// </summary>
    public const int MaxPendingBytes = 3 << 20;

    /// <summary>Most bytes of <see cref="TerminalFacts"/>.</summary>
    public const int MaxTerminalFactsBytes = 4096;

    // States that are unacknowledged on a long path while somebody types.
    private const int MaxSpareStates = 64;

    // No UserMessage begins so. The rest of the diff is keys.
    private const byte PlainKeys = 0x80;

    private ActionLog _log;
    private LogPosition _start;
    private LogPosition _end;
    private LogPosition _shared;
    private byte[] _facts = [];
    private readonly StatePool<UserStream> _pool;
    private HoldCount _holds;

    /// <summary>State 0: nothing typed, no size told.</summary>
    public UserStream()
        : this(new ActionLog(default), new StatePool<UserStream>(MaxSpareStates))
    {
    }

    private UserStream(ActionLog log, StatePool<UserStream> pool) => (_log, _pool) = (log, pool);

    /// <summary>Bytes that the peer has not acknowledged. Stop reading the terminal while this is large.</summary>
    public long PendingBytes => _end.Keys - _start.Keys;

    /// <summary>True when nothing was ever appended.</summary>
    public bool IsEmpty => _end == default;

    /// <summary>
    /// What the client's terminal is and can do, opaque here (private field 67). The last value wins and is no action: <see cref="ReadSince"/> does not
    /// show it. A stock server passes over it.
    /// </summary>
    public ReadOnlySpan<byte> TerminalFacts => _facts;

    /// <summary>Replaces <see cref="TerminalFacts"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxTerminalFactsBytes"/>.</exception>
    public void SetTerminalFacts(ReadOnlySpan<byte> facts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(facts.Length, MaxTerminalFactsBytes, nameof(facts));
        if (!facts.SequenceEqual(_facts))
            _facts = facts.ToArray();
    }

    /// <summary>
    /// True when the server is one of ours that speaks frames: a diff that is nothing but keys is then the keys behind one byte (docs/protocol/frames.md, "Diffs of keys").
    /// </summary>
    public bool WritesPlainKeys { get; set; }

    /// <summary>Adds bytes for the host. False, with nothing taken, when more than <see cref="MaxPendingBytes"/> would wait.</summary>
    public bool TryAppendKeys(ReadOnlySpan<byte> keys)
    {
        if (PendingBytes + keys.Length > MaxPendingBytes)
            return false;
        if (!keys.IsEmpty)
            AddKeys(keys);
        return true;
    }

    /// <summary>Tells another window size, brought into the valid range. Of several in a row that were not sent yet, only the last is kept.</summary>
    public void AppendResize(WindowSize size)
    {
        size = size.Clamp();
        if (_end == _log.Tip && _end.Resizes > _shared.Resizes && _log.LastResizeAt == _end.Keys)
            _log.ReplaceLastResize(size);
        else
            AddResize(size);
    }

    /// <summary>The actions of this state that come after <paramref name="previous"/>, an older state taken from the same session (null: from the beginning).</summary>
    public UserStreamReader ReadSince(UserStream? previous)
    {
        previous?._holds.ThrowIfNone();
        LogPosition from = previous?._end ?? default;
        // What is no longer held was dropped because the owner had taken it.
        from = new LogPosition(Math.Max(from.Keys, _log.Base.Keys), Math.Max(from.Resizes, _log.Base.Resizes));
        return new UserStreamReader(_log, from, _end);
    }

    public UserStream Snapshot()
    {
        _holds.ThrowIfNone();
        _shared = _end;
        if (!_pool.TryTake(out UserStream? copy))
            copy = new UserStream(_log, _pool);
        copy.TakeOver(this);
        return copy;
    }

    private void TakeOver(UserStream other)
    {
        _holds.Begin();
        _log = other._log;
        _start = other._start;
        _end = _shared = other._end;
        _facts = other._facts;
        WritesPlainKeys = other.WritesPlainKeys;
    }

    public void Hold() => _holds.Add();

    public void LetGo()
    {
        if (!_holds.Remove())
            return;
        // Whoever still looks shall not find a state that makes sense.
        _log = null!;
        _pool.Return(this);
    }

    public void Rest() => _pool.Rest();

    public bool Matches(UserStream other) =>
        _end == other._end && TerminalFacts.SequenceEqual(other.TerminalFacts) && (ReferenceEquals(_log, other._log) || HasSameActions(other));

    public void WriteDiff(UserStream reference, IBufferWriter<byte> diff)
    {
        if (!TerminalFacts.SequenceEqual(reference.TerminalFacts))
        {
            UserMessageWriter.WriteTerminalFacts(diff, _facts);
        }
        else if (WritesPlainKeys && _end.Resizes == reference._end.Resizes && _end.Keys > reference._end.Keys)
        {
            diff.Write([PlainKeys]);
            diff.Write(_log.Keys(reference._end.Keys, _end.Keys));
            return;
        }
        var reader = new UserStreamReader(_log, reference._end, _end);
        while (reader.TryRead(out UserAction action))
        {
            if (action.Kind == UserActionKind.Keys)
                UserMessageWriter.WriteKeys(diff, action.Keys);
            else
                UserMessageWriter.WriteResize(diff, action.Size);
        }
    }

    /// <summary>Appends the actions of a diff. A size of zero or less is passed over (a stock client on a terminal without a size sends it), a huge one is clamped.</summary>
    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        if (!diff.IsEmpty && diff[0] == PlainKeys)
        {
            AddKeys(diff[1..]);
            return true;
        }
        // The log is shared, so nothing is appended before all is known to be good.
        var check = new UserMessageReader(diff);
        while (check.TryRead(out _))
        {
        }
        if (check.IsMalformed)
            return false;
        var reader = new UserMessageReader(diff);
        while (reader.TryRead(out UserAction action))
        {
            if (action.Kind == UserActionKind.Keys)
                AddKeys(action.Keys);
            else if (action.Kind == UserActionKind.TerminalFacts)
                SetTerminalFacts(action.Keys[..Math.Min(action.Keys.Length, MaxTerminalFactsBytes)]);
            else if (action.Size is { Columns: > 0, Rows: > 0 })
                AddResize(action.Size.Clamp());
        }
        return true;
    }

    public void DropPrefix(UserStream acknowledged)
    {
        _start = new LogPosition(
            Math.Clamp(acknowledged._end.Keys, _start.Keys, _end.Keys),
            Math.Clamp(acknowledged._end.Resizes, _start.Resizes, _end.Resizes));
        if (ReferenceEquals(_log, acknowledged._log))
            _log.DiscardBefore(acknowledged._end);
    }

    // A receiver meets the same actions again and again: each diff starts at an acknowledged state. What the log already has at our position
    // is compared, not appended; what it had but forgot is taken as equal.
    private void AddKeys(ReadOnlySpan<byte> keys)
    {
        while (!keys.IsEmpty)
        {
            LogPosition tip = _log.Tip;
            if (_end == tip)
            {
                _log.AppendKeys(keys);
                _end = _log.Tip;
                return;
            }
            int known = (int)Math.Min(keys.Length, KnownKeysEnd() - _end.Keys);
            if (known <= 0 || !IsKnown(keys[..known]))
            {
                Fork();
                continue;
            }
            keys = keys[known..];
            _end = _end with { Keys = _end.Keys + known };
        }
    }

    private void AddResize(WindowSize size)
    {
        if (_end != _log.Tip)
        {
            if (_end.Resizes < _log.Base.Resizes || (_end.Resizes < _log.Tip.Resizes && _log.Resize(_end.Resizes) == new ResizeMark(_end.Keys, size)))
            {
                _end = _end with { Resizes = _end.Resizes + 1 };
                return;
            }
            Fork();
        }
        _log.AppendResize(size);
        _end = _log.Tip;
    }

    // Up to the next resize that the log knows of, or its tip.
    private long KnownKeysEnd()
    {
        long next = Math.Max(_end.Resizes, _log.Base.Resizes);
        return next < _log.Tip.Resizes ? _log.Resize(next).At : _log.Tip.Keys;
    }

    private bool IsKnown(ReadOnlySpan<byte> keys)
    {
        int forgotten = (int)Math.Clamp(_log.Base.Keys - _end.Keys, 0, keys.Length);
        return forgotten == keys.Length || keys[forgotten..].SequenceEqual(_log.Keys(_end.Keys + forgotten, _end.Keys + keys.Length));
    }

    // Two states that contradict each other cannot share a log.
    private void Fork()
    {
        var from = new LogPosition(
            Math.Clamp(_log.Base.Keys, _start.Keys, _end.Keys),
            Math.Clamp(_log.Base.Resizes, _start.Resizes, _end.Resizes));
        var fork = new ActionLog(from);
        var reader = new UserStreamReader(_log, from, _end);
        while (reader.TryRead(out UserAction action))
        {
            if (action.Kind == UserActionKind.Keys)
                fork.AppendKeys(action.Keys);
            else
                fork.AppendResize(action.Size);
        }
        _log = fork;
    }

    private bool HasSameActions(UserStream other)
    {
        long keysFrom = Math.Max(_log.Base.Keys, other._log.Base.Keys);
        if (keysFrom < _end.Keys && !_log.Keys(keysFrom, _end.Keys).SequenceEqual(other._log.Keys(keysFrom, _end.Keys)))
            return false;
        for (long i = Math.Max(_log.Base.Resizes, other._log.Base.Resizes); i < _end.Resizes; i++)
        {
            if (_log.Resize(i) != other._log.Resize(i))
                return false;
        }
        return true;
    }
}
