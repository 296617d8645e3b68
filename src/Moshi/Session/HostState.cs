using System.Buffers;
using Moshi.Terminal.Delta;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>
/// The server-to-client object of a mosh session: a terminal, and the client state whose effects it shows. The server feeds the live one from the
/// pty; the client holds the states that it has received. Diffs are HostMessages (docs/protocol/mosh.md, "Objects").
/// </summary>
public sealed class HostState : ISyncState<HostState>
{
    // States that are on their way over a long path.
    private const int MaxSpareStates = 40;

    // A program that prints more between two frames keeps the processor busy enough; its pictures pass as fast as they come.
    private const int FloodBytes = 32 * 1024;

    // One loop per process; tests run several, each on its own thread.
    [ThreadStatic]
    private static Painters? s_painters;

    // At most one of the two: the program's terminal in the live state of a server, a reader of what a server painted on a client.
    private Emulator? _terminal;
    private StockEmulator? _reader;
    private readonly StatePool<HostState> _pool;
    private HoldCount _holds;
    private Framebuffer _screen;
    private bool _isInitial;
    private long _fedBytes;

    /// <summary>State 0: a blank screen. Server and client may disagree about its size, which the first diff mends.</summary>
    /// <param name="size">Columns and rows.</param>
    /// <param name="answersQueries">True where a pty is behind it: device queries are answered. A client never answers.</param>
    public HostState(WindowSize size, bool answersQueries)
    {
        _terminal = answersQueries ? new Emulator(size.Columns, size.Rows) { WidthPolicy = WidthPolicy.Stock } : null;
        _reader = answersQueries ? null : new StockEmulator(size.Columns, size.Rows) { AnswersQueries = false };
        _screen = _terminal?.Screen ?? _reader!.Screen;
        _pool = new StatePool<HostState>(MaxSpareStates);
        _isInitial = true;
    }

    private HostState(HostState other)
    {
        _pool = other._pool;
        _reader = other._reader?.Snapshot();
        _screen = _reader?.Screen ?? other.Screen.Snapshot();
        CopyFactsFrom(other);
    }

    /// <summary>What the terminal shows.</summary>
    public Framebuffer Screen
    {
        get
        {
            _holds.ThrowIfNone();
            return _terminal is null ? _screen : _terminal.Screen;
        }
    }

    /// <summary>DECCKM of the application.</summary>
    public bool ApplicationCursorKeys => _terminal?.ApplicationCursorKeys ?? _reader?.ApplicationCursorKeys ?? Screen.Modes.ApplicationCursorKeys;

    /// <summary>The program has announced that it draws in several pieces, and is not done (mode 2026).</summary>
    public bool IsSynchronizing => _terminal is { IsSynchronizing: true };

    /// <summary>
    /// True when the client understands screen deltas; false paints in stock's vocabulary. Only a client of ours measures grapheme clusters as we do.
    /// </summary>
    public bool WritesDeltas
    {
        get;
        set
        {
            if (field != value && _terminal is not null)
                _terminal.WidthPolicy = value ? WidthPolicy.Graphemes : WidthPolicy.Stock;
            field = value;
        }
    }

    /// <summary>Answers to the application's queries; read, then <see cref="ClearReplies"/>.</summary>
    public ReadOnlySpan<byte> Replies => _terminal is null ? default : _terminal.Replies;

    /// <summary>The newest client state whose effects are all on the screen. Only ever grows: a stock client aborts otherwise.</summary>
    public ulong EchoAck { get; private set; }

    /// <summary>
    /// Server: replaces the terminal by another one before anything was shown. How text is measured depends on the client, and it is known only when the client has spoken.
    /// </summary>
    public void UseTerminal(Emulator terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        _terminal = terminal;
        _screen = terminal.Screen;
    }

    /// <summary>Server: what is known about the user's terminal; queries are answered from it, and there may be <see cref="Replies"/> at once.</summary>
    public void SetOuterTerminal(in OuterTerminal facts) => _terminal?.SetOuterTerminal(facts);

    public void ClearReplies() => _terminal?.ClearReplies();

    /// <summary>Runs output of the application through the terminal.</summary>
    public void Feed(ReadOnlySpan<byte> output)
    {
        _isInitial = false;
        _fedBytes += output.Length;
        _terminal?.FeedAhead(output);
        if (_terminal is null)
            Reader.Feed(output);
    }

    /// <summary>
    /// Server: draws what <see cref="Feed"/> has not drawn yet. Until then <see cref="Matches"/> may be wrong for want of a look; to be called when the session has something to
    /// send. Whatever else shows the screen does it by itself.
    /// </summary>
    public void CatchUp() => _terminal?.CatchUp();

    /// <summary>Server: who edits and echoes what is typed.</summary>
    public LineDiscipline LineDiscipline
    {
        set => _screen.LineDiscipline = value;
    }

    public void Resize(WindowSize size)
    {
        _isInitial = false;
        _terminal?.Resize(size.Columns, size.Rows);
        if (_terminal is null)
            Reader.Resize(size.Columns, size.Rows);
    }

    // Of a peer that goes back to stock's vocabulary after it has sent deltas; none of ours does.
    private StockEmulator Reader => _reader ??= new StockEmulator(_screen) { AnswersQueries = false };

    /// <summary>Raises <see cref="EchoAck"/>; a lower value changes nothing.</summary>
    public void Acknowledge(ulong clientState) => EchoAck = Math.Max(EchoAck, clientState);

    /// <summary>A frozen copy. On a server it cannot be fed any more: only the live state has a program behind it.</summary>
    public HostState Snapshot()
    {
        _holds.ThrowIfNone();
        _fedBytes = 0;
        if (!_pool.TryTake(out HostState? copy))
            return new HostState(this);
        copy.TakeOver(this);
        return copy;
    }

    // What a server has sent is only looked at, and needs no terminal. A client needs one only as long as it is painted to in stock's vocabulary.
    private void TakeOver(HostState other)
    {
        _holds.Begin();
        if (other._reader is null)
        {
            _reader = null;
            _screen.CopyFrom(other.Screen);
        }
        else if (_reader is null)
        {
            _reader = other._reader.Snapshot();
            _screen = _reader.Screen;
        }
        else
        {
            _reader.CopyFrom(other._reader);
        }

        CopyFactsFrom(other);
    }

    private void CopyFactsFrom(HostState other)
    {
        EchoAck = other.EchoAck;
        WritesDeltas = other.WritesDeltas;
        _isInitial = other._isInitial;
        _fedBytes = 0;
    }

    public void Hold() => _holds.Add();

    public void LetGo()
    {
        if (!_holds.Remove())
            return;
        _screen.LetGo();
        _pool.Return(this);
    }

    public void Rest()
    {
        _pool.Rest();
        _screen.Rest();
    }

    public bool Matches(HostState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return EchoAck == other.EchoAck && !IsBehind && Screen.SameAs(other.Screen);
    }

    /// <summary>An echo ack alone is bookkeeping: nobody sees it.</summary>
    public bool IsUrgentSince(HostState reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return IsBehind || !Screen.SameAs(reference.Screen);
    }

    // In a flood the session asks far more often than it sends; what it is told then is nearly always true, and costs nothing.
    private bool IsBehind => _terminal is { IsBehind: true };

    public void WriteDiff(HostState reference, IBufferWriter<byte> diff)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (WritesDeltas)
        {
            WriteDelta(reference, diff);
            return;
        }

        if (EchoAck != reference.EchoAck)
            HostMessageWriter.WriteEchoAck(diff, EchoAck);
        if (Screen.SameAs(reference.Screen))
            return;

        Painters painters = s_painters ??= new Painters();
        painters.Output.ResetWrittenCount();
        if (reference._isInitial || Screen.Columns != reference.Screen.Columns || Screen.Rows != reference.Screen.Rows)
            HostMessageWriter.WriteResize(diff, new WindowSize(Screen.Columns, Screen.Rows));
        painters.Wire.Paint(reference.Screen, Screen, painters.Output);
        if (painters.Output.WrittenCount > 0)
            HostMessageWriter.WriteBytes(diff, painters.Output.WrittenSpan);
    }

    private void WriteDelta(HostState reference, IBufferWriter<byte> diff)
    {
        Painters painters = s_painters ??= new Painters();
        painters.Output.ResetWrittenCount();
        var delta = new HostDelta();
        if (EchoAck != reference.EchoAck)
            delta.EchoAck = EchoAck;
        if (!Screen.SameAs(reference.Screen))
        {
            // The ends' states 0 may differ in size, and what was painted in stock's vocabulary is only nearly what we have: both start anew.
            Framebuffer from = reference.Screen;
            if (reference._isInitial || !reference.WritesDeltas)
            {
                from = new Framebuffer(Screen.Columns, Screen.Rows);
                delta.StartSize = new WindowSize(Screen.Columns, Screen.Rows);
            }

            painters.Delta.Write(from, Screen, painters.Output, packs: _fedBytes <= FloodBytes);
            delta.Delta = painters.Output.WrittenSpan;
        }
        else if (delta.EchoAck is null)
        {
            return;
        }

        delta.Write(diff);
    }

    private bool TryApplyDelta(ReadOnlySpan<byte> diff)
    {
        if (!HostDelta.TryParse(diff, out HostDelta delta))
            return false;
        if (delta.EchoAck is { } ack)
            Acknowledge(ack);
        _reader = null;
        if (delta.StartSize is { } size)
        {
            _screen.LetGo();
            _screen = new Framebuffer(size.Columns, size.Rows);
        }

        if (delta.Delta.IsEmpty)
            return true;
        _isInitial = false;
        ScreenDeltaReader reader = (s_painters ??= new Painters()).Reader;
        return delta.IsDrawing ? reader.TryApplyDrawing(Screen, delta.Delta) : reader.TryApply(Screen, delta.Delta);
    }

    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        if (HostDelta.IsHostDelta(diff))
            return TryApplyDelta(diff);
        var reader = new HostMessageReader(diff);
        while (reader.TryRead(out HostPart part))
        {
            switch (part.Kind)
            {
                case HostPartKind.Bytes:
                    Feed(part.Bytes);
                    break;
                case HostPartKind.Resize:
                    Resize(part.Size.Clamp());
                    break;
                case HostPartKind.EchoAck:
                    Acknowledge(part.EchoAck);
                    break;
            }
        }

        return !reader.IsMalformed;
    }

    public void DropPrefix(HostState acknowledged)
    {
    }

    /// <summary>What turns one picture into another, with its buffers.</summary>
    private sealed class Painters
    {
        public ArrayBufferWriter<byte> Output { get; } = new(4096);

        public WirePainter Wire { get; } = new();

        public ScreenDeltaWriter Delta { get; } = new();

        public ScreenDeltaReader Reader { get; } = new();
    }
}
