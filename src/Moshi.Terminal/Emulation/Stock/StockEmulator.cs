using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

/// <summary>
/// A terminal as mosh 1.4 emulates it (mosh-protocol §8): bytes of a host in, a <see cref="Framebuffer"/> and answers to the host out. The server feeds
/// it from the pty; the client feeds it the strings that the server painted, with <see cref="AnswersQueries"/> off.
/// </summary>
/// <remarks>
/// Whatever comes in, it never throws, and its memory is bounded by the size of the screen. Steady feeding allocates nothing. Not thread-safe.
/// </remarks>
public sealed partial class StockEmulator
{
    /// <summary>Most bytes of answers that wait for the host; further answers are dropped until it reads.</summary>
    public const int MaxPendingReplyBytes = 64 * 1024;

    private readonly Parser _parser;
    private readonly Framebuffer _screen;
    private byte[] _replies = [];
    private int _replyLength;

    /// <summary>A terminal after power-on; sizes are clamped to 1..<see cref="Framebuffer.MaxSide"/>.</summary>
    public StockEmulator(int columns, int rows)
    {
        _parser = new Parser(ParserLimits.Stock);
        _screen = new Framebuffer(columns, rows);
        _tabs = new TabStops(_screen.Columns);
        _bottom = _screen.Rows - 1;
    }

    /// <summary>A terminal after power-on that goes on with a picture which something else has drawn, and owns it from now on.</summary>
    public StockEmulator(Framebuffer screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        _parser = new Parser(ParserLimits.Stock);
        _screen = screen;
        _tabs = new TabStops(screen.Columns);
        _bottom = screen.Rows - 1;
        _penId = -1;
        (_combiningRow, _combiningColumn) = (screen.CursorRow, screen.CursorColumn);
    }

    private StockEmulator(StockEmulator source)
    {
        _parser = source._parser.Clone();
        _screen = source._screen.Snapshot();
        _tabs = source._tabs.Clone();
        AnswersQueries = source.AnswersQueries;
        CopyModesFrom(source);
    }

    /// <summary>
    /// False for a receiver of painted strings: it never answers, whatever it is asked. A stock client dies if it would have to (mosh-protocol §7.3).
    /// </summary>
    public bool AnswersQueries { get; init; } = true;

    /// <summary>The live picture. Read it, or take a <see cref="Framebuffer.Snapshot"/> of it; only the emulator writes to it.</summary>
    public Framebuffer Screen => _screen;

    /// <summary>DECCKM: the application wants cursor keys as <c>ESC O A</c>. Needed for key translation on the server (mosh-protocol §7.2).</summary>
    public bool ApplicationCursorKeys { get; private set; }

    /// <summary>True when no character or sequence is half received.</summary>
    public bool IsAtRest => _parser.IsAtRest;

    /// <summary>Answers that the host has not read yet, in order. Valid until the emulator is fed or the answers are cleared.</summary>
    public ReadOnlySpan<byte> Replies => _replies.AsSpan(0, _replyLength);

    /// <summary>Forgets the pending <see cref="Replies"/>, after the host has taken them.</summary>
    public void ClearReplies() => _replyLength = 0;

    /// <summary>Processes output of the host. Where the bytes are cut into calls makes no difference.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        var sink = new Sink(this);
        _parser.Feed(bytes, ref sink);
    }

    /// <summary>
    /// Changes the size of the screen (mosh-protocol §8.6); the same size changes nothing. Sizes are clamped. A pending wrap stays pending, as in stock.
    /// </summary>
    public void Resize(int columns, int rows)
    {
        columns = Math.Clamp(columns, 1, Framebuffer.MaxSide);
        rows = Math.Clamp(rows, 1, Framebuffer.MaxSide);
        if (columns == _screen.Columns && rows == _screen.Rows)
            return;

        _tabs.Resize(columns);
        _screen.ResizeGrid(columns, rows, EraseStyleId());
        _top = 0;
        _bottom = rows - 1;
        if (_combiningRow >= rows || _combiningColumn >= columns)
            _combiningRow = -1;
    }

    /// <summary>
    /// An independent emulator in the same state, parser included, which shares all rows with this one until either changes them. Pending answers stay
    /// with the original.
    /// </summary>
    public StockEmulator Snapshot() => new(this);

    /// <summary>Takes over the state of another, as if this had just been made by <see cref="Snapshot"/>; <see cref="AnswersQueries"/> stays.</summary>
    public void CopyFrom(StockEmulator source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _parser.CopyFrom(source._parser);
        _screen.CopyFrom(source._screen);
        _tabs.CopyFrom(source._tabs);
        CopyModesFrom(source);
        _replyLength = 0;
    }

    private void Reply(ReadOnlySpan<byte> answer)
    {
        if (!AnswersQueries || _replyLength + answer.Length > MaxPendingReplyBytes)
            return;

        if (_replyLength + answer.Length > _replies.Length)
            Array.Resize(ref _replies, Math.Max(64, 2 * (_replyLength + answer.Length)));

        answer.CopyTo(_replies.AsSpan(_replyLength));
        _replyLength += answer.Length;
    }
}
