using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// A terminal as programs of today expect one: xterm's functions at the level of a VT525, with what kitty and others added since. Bytes of a program in, a
/// <see cref="Framebuffer"/> and answers to the program out. The server feeds it from the pty.
/// </summary>
/// <remarks>
/// Whatever comes in, it never throws, and its memory is bounded by the size of the screen and the limits of its history. Steady feeding
/// allocates nothing. Not thread-safe. The terminal that stock mosh emulates is <see cref="Stock.StockEmulator"/>.
/// </remarks>
public sealed partial class Emulator
{
    private readonly Parser _parser;
    private readonly Framebuffer _screen;

    /// <summary>A terminal after power-on; sizes are clamped to 1..<see cref="Framebuffer.MaxSide"/>.</summary>
    public Emulator(int columns, int rows)
    {
        _parser = new Parser(ParserLimits.Full);
        _screen = new Framebuffer(columns, rows);
        _tabs = new TabStops(_screen.Columns);
        _history = new LineHistory();
        ResetMargins();
        SetInitialModes();
    }

    private Emulator(Emulator source)
    {
        ClipboardLimitBytes = source.ClipboardLimitBytes;
        _parser = source._parser.Clone();
        _screen = source._screen.Snapshot();
        _tabs = source._tabs.Clone();
        _history = new LineHistory();
        WidthPolicy = source.WidthPolicy;
        _screen.Modes = source._screen.Modes;
        AmbiguousWidth = source.AmbiguousWidth;
        AnswersQueries = source.AnswersQueries;
        TerminalVersion = source.TerminalVersion;
        ReportsTitles = source.ReportsTitles;
        AllowsClipboardReading = source.AllowsClipboardReading;
        CopyStateFrom(source);
        CopyReportsFrom(source);
    }

    /// <summary>
    /// How text is measured. <see cref="WidthPolicy.Graphemes"/> is what mode 2027 begins with; a program may switch to
    /// <see cref="WidthPolicy.CodePoints"/> and back. <see cref="WidthPolicy.Stock"/> cannot be switched: choose it when the peer is a stock client. To be
    /// set before the program starts; setting it again begins the policy anew, for what is printed from then on.
    /// </summary>
    public WidthPolicy WidthPolicy
    {
        get;
        set
        {
            CatchUp();
            field = value;
            EndCluster();
            _screen.Modes = _screen.Modes with { GraphemeClusters = value == WidthPolicy.Graphemes };
        }
    }

    /// <summary>Columns of characters whose width depends on the user's fonts.</summary>
    public AmbiguousWidth AmbiguousWidth { get; init; } = AmbiguousWidth.Narrow;

    /// <summary>The live picture. Read it, or take a <see cref="Framebuffer.Snapshot"/> of it; only the emulator writes to it.</summary>
    public Framebuffer Screen
    {
        get
        {
            CatchUp();
            return _screen;
        }
    }

    /// <summary>Lines that have scrolled off the top of the primary screen.</summary>
    internal LineHistory History
    {
        get
        {
            CatchUp();
            return _history;
        }
    }

    /// <summary>Rows that have scrolled off the top and are kept. Those that came as plain text in a flood are drawn to be counted.</summary>
    public int HistoryLineCount => History.CountRows();

    /// <summary>What <see cref="HistoryLines"/> is unless told otherwise.</summary>
    public const int DefaultHistoryLines = LineHistory.DefaultMaxLines;

    /// <summary>Lines of history to keep, about, and at most 4 MB of them; 0 keeps none.</summary>
    public int HistoryLines
    {
        get => _history.MaxLines;
        init => _history.MaxLines = Math.Max(0, value);
    }

    /// <summary>DECCKM: the application wants cursor keys as <c>ESC O A</c>. Needed for key translation on the server (mosh-protocol §7.2).</summary>
    public bool ApplicationCursorKeys => _screen.Modes.ApplicationCursorKeys;

    /// <summary>
    /// Synchronized output (mode 2026) is on: the picture is not to be shown until it is off again, or until the caller loses patience.
    /// </summary>
    public bool IsSynchronizing => Has(EmulatorModes.Synchronized);

    /// <summary>True when no character or sequence is half received.</summary>
    public bool IsAtRest
    {
        get
        {
            CatchUp();
            return _parser.IsAtRest;
        }
    }

    /// <summary>Processes output of the program. Where the bytes are cut into calls makes no difference.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        CatchUp();
        Parse(bytes);
    }

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        var sink = new Sink(this);
        _parser.Feed(bytes, ref sink);
    }

    /// <summary>
    /// An independent emulator in the same state, parser included, which shares all rows with this one until either changes them. Pending answers and the
    /// lines above the screen stay with the original.
    /// </summary>
    public Emulator Snapshot()
    {
        CatchUp();
        return new Emulator(this);
    }
}
