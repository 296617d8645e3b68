using System.Globalization;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Diagnostics.Trace;

/// <summary>
/// One line for each packet and each step of a key's way through a loop, in the file that MOSHI_TRACE names (a server adds `.server`). Sizes, times and numbers only: neither keys of the cipher nor what is
/// typed or shown. `moshi trace` reads it; docs/trace.md says what the lines mean. Off, it costs a null check; on, a few microseconds a packet and no allocation.
/// </summary>
internal sealed class SessionTrace : IPacketObserver, IDisposable
{
    /// <summary>The variable. Not handed on to the session's program, which may be a client itself.</summary>
    public const string Variable = "MOSHI_TRACE";

    private const int FlushBytes = 16 * 1024;
    private const long FlushMicros = 250_000;

    private readonly TraceWriter _writer;
    private readonly ZlibDecoder _decoder = new();
    private long _flushedAt;
    private ulong _sentSequence;
    private int _sentBytes;
    private long _sealedAt;
    private SentSummary _sent;
    private int _receivedDiff = -1;
    private bool _hasSent;
    private long _allocated = GC.GetAllocatedBytesForCurrentThread();

    internal SessionTrace(TraceWriter writer, ReadOnlySpan<byte> role)
    {
        _writer = writer;
        writer.Begin(Clock.NowMicros(), "start"u8);
        writer.Add("version"u8, 1);
        writer.Add("role"u8, role);
        writer.Add("unix_ms"u8, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        writer.Add("process"u8, CurrentProcess.Id);
        writer.End();
    }

    /// <summary>A client's; null when none is wanted or possible. A file that cannot be made is said on stderr and nothing else.</summary>
    public static SessionTrace? OfClient() => Open("", "client"u8);

    /// <summary>A server's.</summary>
    public static SessionTrace? OfServer() => Open(".server", "server"u8);

    private static SessionTrace? Open(string suffix, ReadOnlySpan<byte> role)
    {
        if (NativeEnvironment.Find(Variable) is not { Length: > 0 } path)
            return null;
        try
        {
            return new SessionTrace(TraceWriter.Create(path + suffix), role);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Variable}: no trace: {FileFault.Of(e)}"));
            return null;
        }
    }

    /// <summary>Keys were read from the user's terminal.</summary>
    /// <param name="at">When the loop woke for them.</param>
    /// <param name="bytes">How many; never which.</param>
    public void KeyIn(Instant at, int bytes) => Count(at.Micros, "key_in"u8, bytes);

    /// <summary>Something was painted on the user's terminal.</summary>
    public void Painted() => Event(Clock.NowMicros(), "paint"u8);

    /// <summary>Keys were given to the program.</summary>
    public void PtyWritten(int bytes) => Count(Clock.NowMicros(), "pty_write"u8, bytes);

    /// <summary>The program has printed something.</summary>
    /// <param name="at">When the loop woke for it.</param>
    /// <param name="bytes">How much.</param>
    public void PtyRead(Instant at, int bytes)
    {
        if (bytes > 0)
            Count(at.Micros, "pty_read"u8, bytes);
    }

    /// <summary>A newer state of the other end was taken.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="acknowledged">The newest of our states that the other end is known to have.</param>
    /// <param name="echoAck">The newest of our states that the program has answered, as far as the server tells; 0 at a server.</param>
    public void StateTaken(ulong number, ulong acknowledged, ulong echoAck)
    {
        _writer.Begin(Clock.NowMicros(), "state"u8);
        _writer.Add("new"u8, number);
        _writer.Add("acked"u8, acknowledged);
        _writer.Add("echo"u8, echoAck);
        _writer.Add("diff"u8, _receivedDiff);
        _writer.End();
    }

    /// <inheritdoc/>
    public void Sent(Instant now, ulong sequence, int datagramBytes, ReadOnlySpan<byte> plain)
    {
        Departed();
        _sentSequence = sequence;
        _sentBytes = datagramBytes;
        _sealedAt = Clock.NowMicros();
        _sent = new SentSummary(PacketSummary.Read(plain, _decoder));
        _hasSent = true;
    }

    /// <summary>The socket has taken the packet that was sealed last: its line tells this time.</summary>
    public void Departed()
    {
        if (!_hasSent)
            return;
        _hasSent = false;
        long departed = Clock.NowMicros();
        _writer.Begin(departed, "sent"u8);
        _writer.Add("seq"u8, _sentSequence);
        _writer.Add("bytes"u8, _sentBytes);
        _writer.Add("form"u8, _sent.Form);
        if (_sent.HasState)
        {
            _writer.Add("old"u8, _sent.Old);
            _writer.Add("new"u8, _sent.New);
            _writer.Add("diff"u8, _sent.DiffBytes);
        }

        if (_sent.Piece >= 0)
            _writer.Add("piece"u8, _sent.Piece);
        if (_sent.Ack is { } ack)
            _writer.Add("ack"u8, ack);
        _writer.Add("call_us"u8, (int)(departed - _sealedAt));
        _writer.End();
    }

    /// <inheritdoc/>
    public void Received(Instant now, ulong sequence, int datagramBytes, ReadOnlySpan<byte> plain, ReceiveVerdict verdict)
    {
        var packet = PacketSummary.Read(plain, _decoder);
        // A state in pieces has a diff, of whatever length.
        _receivedDiff = packet.Piece >= 0 ? int.MaxValue : packet.DiffBytes;
        _writer.Begin(now.Micros, "received"u8);
        _writer.Add("seq"u8, sequence);
        _writer.Add("bytes"u8, datagramBytes);
        _writer.Add("form"u8, packet.Form);
        if (packet.HasState)
        {
            _writer.Add("old"u8, packet.Old);
            _writer.Add("new"u8, packet.New);
            _writer.Add("diff"u8, packet.DiffBytes);
        }

        if (packet.Piece >= 0)
            _writer.Add("piece"u8, packet.Piece);
        if (packet.Ack is { } ack)
            _writer.Add("ack"u8, ack);
        if (packet.EchoMicros >= 0)
            _writer.Add("echo_us"u8, packet.EchoMicros);
        if (packet.TimestampReply != Timestamp16.None)
            _writer.Add("rtt"u8, Timestamp16.Difference(Timestamp16.At(now), packet.TimestampReply));
        _writer.Add("verdict"u8, Word(verdict));
        _writer.End();
    }

    /// <summary>The end of a turn: says what it has allocated, if anything; hands the lines to the kernel when there are many, or when a while has passed.</summary>
    public void TurnEnded(Instant now)
    {
        Departed();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated != _allocated)
            Count(Clock.NowMicros(), "garbage"u8, (int)Math.Min(allocated - _allocated, int.MaxValue));
        _allocated = allocated;
        if (_writer.Pending < FlushBytes && now.Micros - _flushedAt < FlushMicros)
            return;
        _flushedAt = now.Micros;
        _writer.Flush();
    }

    public void Dispose()
    {
        Departed();
        _writer.Dispose();
    }

    private static ReadOnlySpan<byte> Word(ReceiveVerdict verdict) => verdict switch
    {
        ReceiveVerdict.NewState => "new"u8,
        ReceiveVerdict.DuplicateState => "duplicate"u8,
        ReceiveVerdict.Fragment => "piece"u8,
        ReceiveVerdict.OldState => "old"u8,
        ReceiveVerdict.MissingReference => "no_reference"u8,
        _ => verdict < ReceiveVerdict.NewState ? "taken"u8 : "refused"u8,
    };

    private void Event(long micros, ReadOnlySpan<byte> happened)
    {
        _writer.Begin(micros, happened);
        _writer.End();
    }

    private void Count(long micros, ReadOnlySpan<byte> happened, int bytes)
    {
        _writer.Begin(micros, happened);
        _writer.Add("bytes"u8, bytes);
        _writer.End();
    }

    /// <summary>A summary that outlives its packet.</summary>
    private readonly struct SentSummary(PacketSummary packet)
    {
        private readonly bool _isStock = packet.Form.SequenceEqual("stock"u8), _isCompact = packet.Form.SequenceEqual("compact"u8), _isFrames = packet.Form.SequenceEqual("frames"u8);

        public bool HasState { get; } = packet.HasState;

        public ulong Old { get; } = packet.Old;

        public ulong New { get; } = packet.New;

        public ulong? Ack { get; } = packet.Ack;

        public int DiffBytes { get; } = packet.DiffBytes;

        public int Piece { get; } = packet.Piece;

        public ReadOnlySpan<byte> Form => _isStock ? "stock"u8 : _isCompact ? "compact"u8 : _isFrames ? "frames"u8 : "piece"u8;
    }
}
