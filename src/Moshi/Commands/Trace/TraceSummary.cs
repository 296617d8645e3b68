namespace Moshi.Commands.Trace;

/// <summary>What a trace says about one end of a session: counts, the loop's own share of a key's way, and at a client how soon keys were shown.</summary>
internal sealed class TraceSummary
{
    private readonly List<TracedKey> _keys = [];
    private readonly Queue<int> _unsent = new();
    private readonly Queue<int> _unanswered = new();
    private long _woken = -1;
    private long _printed = -1;
    private long _newestSent = -1;
    private bool _paintsAnswer;
    private readonly List<(long Sent, long Bytes)> _garbage = [];

    /// <summary>client or server; empty when the file does not say.</summary>
    public string Role { get; private set; } = "";

    public long Lines { get; private set; }

    /// <summary>Lines that are none of a trace's.</summary>
    public long Refused { get; private set; }

    public long PacketsSent { get; private set; }

    public long BytesSent { get; private set; }

    public long PacketsReceived { get; private set; }

    public long BytesReceived { get; private set; }

    /// <summary>Managed memory that the loop has allocated, in bytes.</summary>
    public long GarbageBytes { get; private set; }

    /// <summary>As <see cref="GarbageBytes"/>, since half of the packets had been sent: what a session costs once it is warm.</summary>
    public long LaterGarbageBytes { get; private set; }

    /// <summary>Microseconds between the first line and the last.</summary>
    public long Micros => _last - _first;

    private long _first = -1;
    private long _last = -1;

    /// <summary>At a client, one for each read of the keyboard.</summary>
    public IReadOnlyList<TracedKey> Keys => _keys;

    /// <summary>From waking for a key to its datagram in the kernel's hands; at a server, from waking for output. Microseconds.</summary>
    public Percentiles InToSent { get; } = new();

    /// <summary>As <see cref="InToSent"/>, up to the system call: on one machine the kernel may let the other end run before it returns.</summary>
    public Percentiles InToSealed { get; } = new();

    /// <summary>From waking for a datagram with news to the end of painting; at a server, to the program's terminal. Microseconds.</summary>
    public Percentiles ReceivedToOut { get; } = new();

    /// <summary>Samples of the round trip, milliseconds.</summary>
    public Percentiles RoundTrip { get; } = new();

    /// <summary>Key to the first paint, which shows a guess when guesses are shown. Microseconds.</summary>
    public Percentiles KeyToPaint { get; } = new();

    /// <summary>Key to the paint of the first picture that the server made when it had the key. Microseconds.</summary>
    public Percentiles KeyToAnswer { get; } = new();

    /// <summary>Reads a whole trace.</summary>
    public static TraceSummary Read(TextReader lines)
    {
        var summary = new TraceSummary();
        while (lines.ReadLine() is { } line)
            summary.Take(line);
        foreach (TracedKey key in summary._keys)
        {
            if (key.Painted >= 0)
                summary.KeyToPaint.Add(key.Painted - key.At);
            if (key.Answered >= 0)
                summary.KeyToAnswer.Add(key.Answered - key.At);
        }

        foreach ((long sent, long bytes) in summary._garbage)
        {
            summary.GarbageBytes += bytes;
            summary.LaterGarbageBytes += 2 * sent >= summary.PacketsSent ? bytes : 0;
        }

        return summary;
    }

    private void Take(string line)
    {
        if (!TraceEvent.TryRead(line, out TraceEvent happened))
        {
            Refused++;
            return;
        }

        Lines++;
        if (_first < 0)
            _first = happened.Micros;
        _last = Math.Max(_last, happened.Micros);
        switch (happened.Happened)
        {
            case "start":
                Role = happened.Word;
                break;
            case "key_in":
                _unsent.Enqueue(_keys.Count);
                _keys.Add(new TracedKey(happened.Micros));
                break;
            case "garbage":
                _garbage.Add((PacketsSent, happened.Bytes));
                break;
            case "pty_read":
                _printed = _printed < 0 ? happened.Micros : _printed;
                break;
            case "sent":
                TakeSent(happened);
                break;
            case "received":
                TakeReceived(happened);
                break;
            case "state":
                TakeState(happened);
                break;
            case "paint":
                TakePaint(happened);
                break;
            case "pty_write" when _woken >= 0:
                ReceivedToOut.Add(happened.Micros - _woken);
                _woken = -1;
                break;
        }
    }

    private void TakeSent(TraceEvent sent)
    {
        PacketsSent++;
        BytesSent += sent.Bytes;
        bool isNews = sent.New > _newestSent && sent.Diff != 0;
        _newestSent = Math.Max(_newestSent, sent.New);
        if (!isNews)
            return;
        if (_printed >= 0)
        {
            InToSent.Add(sent.Micros - _printed);
            InToSealed.Add(sent.Micros - Math.Max(sent.Call, 0) - _printed);
        }

        _printed = -1;
        while (_unsent.TryDequeue(out int index))
        {
            TracedKey key = _keys[index];
            InToSent.Add(sent.Micros - key.At);
            InToSealed.Add(sent.Micros - Math.Max(sent.Call, 0) - key.At);
            _keys[index] = key with { Sent = sent.Micros, State = sent.New };
            _unanswered.Enqueue(index);
        }
    }

    private void TakeReceived(TraceEvent received)
    {
        PacketsReceived++;
        BytesReceived += received.Bytes;
        if (received.RoundTrip >= 0)
            RoundTrip.Add(received.RoundTrip);
        if (received.Diff != 0 && string.Equals(received.Word, "new", StringComparison.Ordinal))
            _woken = received.Micros;
    }

    private void TakeState(TraceEvent state)
    {
        if (state.Diff == 0 || !_unanswered.TryPeek(out int first) || _keys[first].State > state.Acked)
            return;
        while (_unanswered.TryPeek(out int index) && _keys[index].State <= state.Acked)
        {
            _unanswered.Dequeue();
            _keys[index] = _keys[index] with { Answered = state.Micros };
        }

        _paintsAnswer = true;
    }

    // A picture that answers is painted in the same turn; the keys that it answers get the time of the paint.
    private void TakePaint(TraceEvent paint)
    {
        if (_woken >= 0)
            ReceivedToOut.Add(paint.Micros - _woken);
        _woken = -1;
        for (int i = _keys.Count - 1; i >= 0; i--)
        {
            TracedKey key = _keys[i];
            if (key.Painted >= 0 && (key.Answered < 0 || key.IsAnswerPainted))
                break;
            if (key.Painted < 0)
                key = key with { Painted = paint.Micros };
            if (_paintsAnswer && key.Answered >= 0 && !key.IsAnswerPainted)
                key = key with { Answered = paint.Micros, IsAnswerPainted = true };
            _keys[i] = key;
        }

        _paintsAnswer = false;
    }
}
