using System.Globalization;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// A session without a terminal: input comes from a pipe or file, nothing is painted, and the last screen is there as text at the end. Input waits
/// until the host has shown something and paused, because a shell that is still starting would echo it twice.
/// </summary>
internal sealed class PipeFrontEnd : IFrontEnd
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly WindowSize _size;
    private Instant _readyAt = Instant.Never;
    private Instant _patienceEnds = Instant.Never;

    public PipeFrontEnd(Func<string, string?> environment)
    {
        _size = new WindowSize(Read(environment("COLUMNS"), 80), Read(environment("LINES"), 24)).Clamp();
    }

    public int InputDescriptor => 0;

    public WindowSize Size => _size;

    public bool WantsInput { get; private set; }

    public bool IsGone => false;

    public OuterTerminal Facts => default;

    public int FactsRevision => 0;

    public bool MirrorsCursorKeys { get; set; }

    public Instant NextDeadline => WantsInput ? Instant.Never : Instant.Min(_readyAt, _patienceEnds);

    /// <summary>Ctrl-D, so that what reads the input on the host ends, too.</summary>
    public ReadOnlySpan<byte> EndOfInput => "\u0004"u8;

    /// <summary>The newest screen of the host.</summary>
    public Framebuffer? LastScreen { get; private set; }

    public ReadOnlySpan<byte> KeysIn(ReadOnlySpan<byte> input, Instant now) => input;

    public ReadOnlySpan<byte> OverdueKeys(Instant now) => [];

    public bool CanEcho(int row, int column) => false;

    public void Echo(byte character)
    {
    }

    public void Open()
    {
    }

    public void Close()
    {
    }

    public void Suspend()
    {
    }

    public void Resume()
    {
    }

    public void Show(Framebuffer frame)
    {
    }

    public void Invalidate()
    {
    }

    public void NoteHostOutput(Framebuffer screen, Instant now)
    {
        LastScreen = screen;
        if (_patienceEnds == Instant.Never)
            _patienceEnds = now + Patience;

        // A prompt leaves the cursor behind it; a message of the day does not.
        _readyAt = screen.CursorColumn > 0 ? now + Pause : Instant.Never;
    }

    public void Advance(Instant now) => WantsInput |= now >= _readyAt || now >= _patienceEnds;

    public void Dispose()
    {
    }

    private static int Read(string? text, int fallback) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : fallback;
}
