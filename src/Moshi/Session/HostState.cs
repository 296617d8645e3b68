using System.Buffers;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>
/// The server-to-client object of a mosh session: a terminal, and the client state whose effects it shows. The server feeds the live one from the
/// pty; the client holds the states that it has received. Diffs are HostMessages (docs/protocol/mosh.md, "Objects").
/// </summary>
public sealed class HostState : ISyncState<HostState>
{
    // One loop per process; tests run several, each on its own thread.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_paint;

    [ThreadStatic]
    private static WirePainter? s_painter;

    // One of the two: the program's terminal on a server, a reader of what a server painted on a client.
    private readonly Emulator? _terminal;
    private readonly StockEmulator? _reader;
    private bool _isInitial;

    /// <summary>State 0: a blank screen. Server and client may disagree about its size, which the first diff mends.</summary>
    /// <param name="size">Columns and rows.</param>
    /// <param name="answersQueries">True where a pty is behind it: device queries are answered. A client never answers.</param>
    public HostState(WindowSize size, bool answersQueries)
        : this(
            answersQueries ? new Emulator(size.Columns, size.Rows) : null,
            answersQueries ? null : new StockEmulator(size.Columns, size.Rows) { AnswersQueries = false },
            echoAck: 0,
            isInitial: true)
    {
    }

    private HostState(Emulator? terminal, StockEmulator? reader, ulong echoAck, bool isInitial)
    {
        _terminal = terminal;
        _reader = reader;
        Screen = terminal?.Screen ?? reader!.Screen;
        EchoAck = echoAck;
        _isInitial = isInitial;
    }

    /// <summary>What the terminal shows.</summary>
    public Framebuffer Screen { get; }

    /// <summary>DECCKM of the application.</summary>
    public bool ApplicationCursorKeys => _terminal?.ApplicationCursorKeys ?? _reader!.ApplicationCursorKeys;

    /// <summary>Answers to the application's queries; read, then <see cref="ClearReplies"/>.</summary>
    public ReadOnlySpan<byte> Replies => _terminal is null ? default : _terminal.Replies;

    /// <summary>The newest client state whose effects are all on the screen. Only ever grows: a stock client aborts otherwise.</summary>
    public ulong EchoAck { get; private set; }

    public void ClearReplies() => _terminal?.ClearReplies();

    /// <summary>Runs output of the application through the terminal.</summary>
    public void Feed(ReadOnlySpan<byte> output)
    {
        _isInitial = false;
        _terminal?.Feed(output);
        _reader?.Feed(output);
    }

    public void Resize(WindowSize size)
    {
        _isInitial = false;
        _terminal?.Resize(size.Columns, size.Rows);
        _reader?.Resize(size.Columns, size.Rows);
    }

    /// <summary>Raises <see cref="EchoAck"/>; a lower value changes nothing.</summary>
    public void Acknowledge(ulong clientState) => EchoAck = Math.Max(EchoAck, clientState);

    public HostState Snapshot() => new(_terminal?.Snapshot(), _reader?.Snapshot(), EchoAck, _isInitial);

    public bool Matches(HostState other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return EchoAck == other.EchoAck && Screen.SameAs(other.Screen);
    }

    /// <summary>An echo ack alone is bookkeeping: nobody sees it.</summary>
    public bool IsUrgentSince(HostState reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return !Screen.SameAs(reference.Screen);
    }

    public void WriteDiff(HostState reference, IBufferWriter<byte> diff)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (EchoAck != reference.EchoAck)
            HostMessageWriter.WriteEchoAck(diff, EchoAck);
        if (Screen.SameAs(reference.Screen))
            return;

        // The ends' states 0 may differ in size, so a diff from state 0 always says which size it means.
        if (reference._isInitial || Screen.Columns != reference.Screen.Columns || Screen.Rows != reference.Screen.Rows)
            HostMessageWriter.WriteResize(diff, new WindowSize(Screen.Columns, Screen.Rows));
        ArrayBufferWriter<byte> paint = s_paint ??= new ArrayBufferWriter<byte>(4096);
        paint.ResetWrittenCount();
        (s_painter ??= new WirePainter()).Paint(reference.Screen, Screen, paint);
        if (paint.WrittenCount > 0)
            HostMessageWriter.WriteBytes(diff, paint.WrittenSpan);
    }

    public bool TryApply(ReadOnlySpan<byte> diff)
    {
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
}
