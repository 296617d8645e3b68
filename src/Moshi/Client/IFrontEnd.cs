using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>What the user sits at: a terminal, or a pipe with nobody looking. Driven by <see cref="ClientLoop"/> on its thread.</summary>
internal interface IFrontEnd : IDisposable
{
    /// <summary>Where input is read from.</summary>
    int InputDescriptor { get; }

    /// <summary>Where room is waited for while <see cref="IsBlocked"/>; -1: never.</summary>
    int OutputDescriptor => -1;

    /// <summary>The terminal takes no more at the moment: no frame is shown to it until <see cref="Continue"/> has changed that.</summary>
    bool IsBlocked => false;

    /// <summary>The present size of the window.</summary>
    WindowSize Size { get; }

    /// <summary>True when input may be read now; a pipe waits until the host has shown that it is ready.</summary>
    bool WantsInput { get; }

    /// <summary>When <see cref="WantsInput"/> may change by itself.</summary>
    Instant NextDeadline { get; }

    /// <summary>True once the terminal cannot be written to any more: nobody sees the session.</summary>
    bool IsGone { get; }

    /// <summary>What is known about the user's terminal, for the server to answer questions from.</summary>
    OuterTerminal Facts { get; }

    /// <summary>Grows with <see cref="Facts"/>; 0 while nothing is worth telling.</summary>
    int FactsRevision { get; }

    /// <summary>The server tells the application's cursor key mode and passes keys as they are.</summary>
    bool MirrorsCursorKeys { get; set; }

    /// <summary>What to send when the input ends; empty to end the session.</summary>
    ReadOnlySpan<byte> EndOfInput { get; }

    /// <summary>The keys in what was read from <see cref="InputDescriptor"/>, without what the terminal itself has said. Valid until the next call.</summary>
    ReadOnlySpan<byte> KeysIn(ReadOnlySpan<byte> input, Instant now);

    /// <summary>Keys that were held back for a moment and are due now. Valid until the next call.</summary>
    ReadOnlySpan<byte> OverdueKeys(Instant now);

    /// <summary>True when a character typed now, which the next frame will show here, may be shown by <see cref="Echo"/> ahead of that frame.</summary>
    bool CanEcho(int row, int column);

    /// <summary>Shows a character of ASCII where <see cref="CanEcho"/> was asked. The frame with it comes next.</summary>
    void Echo(byte character);

    /// <summary>Takes over the terminal.</summary>
    void Open();

    /// <summary>Gives the terminal back, as it was found. May be called twice.</summary>
    void Close();

    /// <summary>Gives the terminal back and says that the client stops; whoever calls it stops the process next.</summary>
    void Suspend();

    /// <summary>The process goes on after a stop of whatever cause: takes the terminal over again, whatever it looks like by now.</summary>
    void Resume();

    /// <summary>Shows a frame.</summary>
    void Show(Framebuffer frame);

    /// <summary>There may be room again for what was held back.</summary>
    void Continue()
    {
    }

    /// <summary>Forgets what is on the screen, so that the next frame is painted whole.</summary>
    void Invalidate();

    /// <summary>The server has sent a new screen.</summary>
    void NoteHostOutput(Framebuffer screen, Instant now);

    /// <summary>Time has reached <paramref name="now"/>.</summary>
    void Advance(Instant now);
}
