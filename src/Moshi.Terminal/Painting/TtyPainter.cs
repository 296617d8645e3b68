using System.Buffers;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// The client's painter: keeps the picture that the user's terminal shows and writes what turns it into the next one (mosh-protocol §8.8). The host
/// writes the bytes to the terminal, all of them, in order.
/// </summary>
public sealed class TtyPainter(PaintProfile profile)
{
    private readonly Renderer _renderer = new(profile);
    private readonly Framebuffer _shown = new(1, 1);
    private bool _isKnown;

    /// <summary>Makes the next paint job assume nothing: at the start, after a suspension, on Ctrl-L.</summary>
    public void Invalidate() => _isKnown = false;

    /// <summary>
    /// Appends what takes the terminal from the last painted picture to this one. The picture is remembered by sharing its rows; it may change
    /// afterwards.
    /// </summary>
    public void Paint(Framebuffer frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        output.Write(_renderer.Render(_shown, frame, isFresh: !_isKnown));
        _shown.CopyFrom(frame);
        _isKnown = true;
    }

    /// <summary>Appends the bytes that take over the terminal: <c>smcup</c>, if it is to be used, then application cursor keys.</summary>
    public static void WriteOpening(ReadOnlySpan<byte> enterScreen, IBufferWriter<byte> output)
    {
        output.Write(enterScreen);
        output.Write("\u001b[?1h"u8);
    }

    /// <summary>
    /// Appends the bytes that give the terminal back: every mode that painting can have set is reset, then <c>rmcup</c>. Stock leaves bracketed paste,
    /// focus events, reverse video and X10 mouse reports on (quirks Q3, Q35).
    /// </summary>
    public static void WriteClosing(ReadOnlySpan<byte> leaveScreen, IBufferWriter<byte> output)
    {
        output.Write("\u001b[?1l\u001b[0m\u001b[?25h\u001b[?1003l\u001b[?1002l\u001b[?1001l\u001b[?1000l\u001b[?1015l\u001b[?1006l\u001b[?1005l"u8);
        output.Write("\u001b[?9l\u001b[?1004l\u001b[?2004l\u001b[?5l"u8);
        output.Write(leaveScreen);
    }
}
