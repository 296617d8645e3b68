using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Moshi.Platform;
using Moshi.Platform.Terminal;
using Moshi.Platform.Terminfo;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using PtySize = Moshi.Platform.Pty.WindowSize;

namespace Moshi.Client;

/// <summary>The user's terminal on descriptors 0 and 1: raw while it is ours, painted with as few bytes as it can be, and given back on every way out.</summary>
internal sealed class TerminalFrontEnd : IFrontEnd
{
    private static readonly string[] s_titled = ["xterm", "rxvt", "kterm", "Eterm", "alacritty", "screen", "tmux"];

    private readonly Tty _tty;
    private readonly TtyPainter _painter;
    private readonly byte[] _enterScreen;
    private readonly byte[] _leaveScreen;
    private readonly ArrayBufferWriter<byte> _output = new(16 * 1024);
    private bool _isOpen;

    private TerminalFrontEnd(Tty tty, TerminalDescription description, string name, bool usesAlternateScreen)
    {
        _tty = tty;
        _painter = new TtyPainter(PaintProfile.Plain with
        {
            EraseCharacters = description.Has(TerminfoText.EraseChars),
            BackColorErase = description.HasBackColorErase,
            Titles = Array.Exists(s_titled, prefix => name.StartsWith(prefix, StringComparison.Ordinal)),
        });
        _enterScreen = usesAlternateScreen ? description.Text(TerminfoText.EnterCursorAddressing).ToArray() : [];
        _leaveScreen = usesAlternateScreen ? description.Text(TerminfoText.ExitCursorAddressing).ToArray() : [];
    }

    public int InputDescriptor => 0;

    public WindowSize Size
    {
        get
        {
            PtySize size = Tty.WindowSizeOf(0) is { IsUsable: true } own ? own : PtySize.Default;
            return new WindowSize(size.Columns, size.Rows).Clamp();
        }
    }

    public bool WantsInput => true;

    public Instant NextDeadline => Instant.Never;

    public ReadOnlySpan<byte> EndOfInput => [];

    /// <summary>False, with a line for stderr, when stdin is no terminal or its type is not known.</summary>
    public static bool TryCreate(string? name, bool usesAlternateScreen, [NotNullWhen(true)] out TerminalFrontEnd? frontEnd, out string error)
    {
        frontEnd = null;
        if (!TerminalDescription.TryLoad(name, out TerminalDescription? description, out string? reason))
        {
            error = $"Error: Unknown terminal type. {reason}";
            return false;
        }

        if (!Tty.TryOpen(0, out Tty? tty, out Errno errno))
        {
            error = $"tcgetattr: {errno.Describe()}";
            return false;
        }

        error = "";
        frontEnd = new TerminalFrontEnd(tty, description!, name ?? "", usesAlternateScreen);
        return true;
    }

    public void Open()
    {
        if (_isOpen)
            return;
        _isOpen = true;
        _tty.MakeRaw();
        _output.ResetWrittenCount();
        TtyPainter.WriteOpening(_enterScreen, _output);
        Flush();
        _painter.Invalidate();
    }

    public void Close()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        _output.ResetWrittenCount();
        TtyPainter.WriteClosing(_leaveScreen, _output);
        Flush();
        _tty.Restore();
    }

    public void Suspend()
    {
        Close();
        Descriptor.WriteAll(1, "\n\u001b[37;44m[mosh is suspended.]\u001b[m\n"u8);
    }

    /// <summary>
    /// After a stop, ours or anybody's (kill -STOP gives no time to put things right): a shell may have had the terminal meanwhile. It is made raw
    /// again, whatever cooked settings it has now are what we go back to at the end, and all is painted anew.
    /// </summary>
    public void Resume()
    {
        _tty.Forget();
        if (_isOpen)
        {
            // The alternate screen is still ours: to enter it twice would lose where the cursor was before it.
            _tty.MakeRaw();
            _output.ResetWrittenCount();
            TtyPainter.WriteOpening([], _output);
            Flush();
            _painter.Invalidate();
        }

        Open();
    }

    public void Show(Framebuffer frame)
    {
        if (!_isOpen)
            return;
        _output.ResetWrittenCount();
        _painter.Paint(frame, _output);
        Flush();
    }

    public void Invalidate() => _painter.Invalidate();

    public void NoteHostOutput(Framebuffer screen, Instant now)
    {
    }

    public void Advance(Instant now)
    {
    }

    public void Dispose() => Close();

    // A terminal that has gone shows as the end of the input; there is nothing else to do about it here.
    private void Flush()
    {
        if (_output.WrittenCount > 0)
            Descriptor.WriteAll(1, _output.WrittenSpan);
    }
}
