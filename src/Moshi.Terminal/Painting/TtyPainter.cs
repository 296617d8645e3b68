using System.Buffers;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// The client's painter: keeps the picture that the user's terminal shows and writes what turns it into the next one (mosh-protocol §8.8). The host
/// writes the bytes to the terminal, all of them, in order.
/// </summary>
/// <remarks>
/// Effects (clipboard, notifications) are performed once each, by their numbers, whatever is painted again. <see cref="WriteClosing"/> gives back all that
/// painting has changed.
/// </remarks>
public sealed class TtyPainter
{
    /// <summary>A shorter frame is not worth the sixteen bytes that make it atomic: it cannot tear.</summary>
    private const int LongestTorn = 32;

    /// <summary>A character with a mark before it and the end of the mark behind it.</summary>
    private const int LongestPlain = 24;

    private static readonly SearchValues<byte> s_renditionBytes = SearchValues.Create("0123456789;:"u8);

    private readonly TtyStatus _status = new();
    private readonly Framebuffer _shown = new(1, 1);
    private PaintProfile _profile;
    private Renderer _renderer;
    private Framebuffer? _behind;
    private bool _isKnown;
    private bool _isAlternate;
    private readonly byte[] _plain = new byte[LongestPlain];
    private int _plainLength;
    private int _plainAt;
    private Style _plainStyle;
    private Style _plainPen;
    private byte _typed;

    /// <summary>A painter for a terminal, of which nothing is known at first.</summary>
    public TtyPainter(PaintProfile profile, TtyFeatures features = TtyFeatures.None)
    {
        _profile = profile;
        _renderer = new Renderer(profile);
        _status.Features = features;
    }

    /// <summary>
    /// The application's alternate screen is the terminal's (mode 1049). For a client that does not live there itself (<c>--no-init</c>).
    /// </summary>
    public bool MirrorsAlternateScreen { get; init; }

    /// <summary>
    /// Application cursor keys follow the application; otherwise they are always on and the server translates, as stock servers do. Only for a server that
    /// tells the mode (<see cref="DisplayModes.ApplicationCursorKeys"/>).
    /// </summary>
    public bool MirrorsCursorKeys
    {
        get => _status.MirrorsCursorKeys;
        set => _status.MirrorsCursorKeys = value;
    }

    /// <summary>Longest clipboard text that is passed on, in bytes of base64.</summary>
    public int MaxClipboardBytes
    {
        get => _status.MaxClipboardBytes;
        set => _status.MaxClipboardBytes = value;
    }

    /// <summary>Whether the terminal had alternate scroll (1007) on before; it is given back so.</summary>
    public bool HadAlternateScroll
    {
        get => _status.HadAlternateScroll;
        set => _status.HadAlternateScroll = value;
    }

    /// <summary>Whether the terminal's cursor blinked (12) before, if it has told; it is given back so.</summary>
    public bool? HadCursorBlink
    {
        get => _status.HadCursorBlink;
        set => _status.HadCursorBlink = value;
    }

    /// <summary>More has become known about the terminal. What is shown is painted anew if cells may look different now.</summary>
    public void Adopt(PaintProfile profile, TtyFeatures features)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _status.Features = features;
        if (_profile != profile)
        {
            // Mouse reports do not change what cells look like; they are asked for anew by the next picture.
            _isKnown &= _profile with { PixelMouse = profile.PixelMouse } == profile;
            if (profile.PixelMouse != _profile.PixelMouse && _shown.Modes.MouseEncoding == MouseEncoding.SgrPixels)
                _shown.Modes = _shown.Modes with { MouseEncoding = profile.PixelMouse ? MouseEncoding.Sgr : MouseEncoding.Default };

            _profile = profile;
            _renderer = new Renderer(profile);
        }
    }

    /// <summary>Makes the next paint job assume nothing: at the start, after a suspension, on Ctrl-L.</summary>
    public void Invalidate()
    {
        _isKnown = false;
        _behind = null;
        _plainLength = 0;
    }

    /// <summary>
    /// True when a narrow character that stands at this place in the next picture, in the look of the one before it and with the cursor behind it, is painted by the bytes that painted the one
    /// before, perhaps with a mark: the terminal's cursor is there, and its pen is as it was then.
    /// </summary>
    public bool IsPlainAt(int row, int column) =>
        _plainLength > 0 && _isKnown && _typed == 0 && _shown.Pen == _plainPen && _shown.CursorRow == row && _shown.CursorColumn == column && column + 2 < _shown.Columns;

    /// <summary>
    /// The bytes that print a character of ASCII ahead of its picture, where it is plain (<see cref="IsPlainAt"/>). If the next picture differs from what they give, it is put right. Valid until the
    /// next call.
    /// </summary>
    public ReadOnlySpan<byte> Type(byte character)
    {
        _typed = _plain[_plainAt] = character;
        return _plain.AsSpan(0, _plainLength);
    }

    /// <summary>
    /// Appends what takes the terminal from the last painted picture to this one. The picture is remembered by sharing its rows; it may change
    /// afterwards.
    /// </summary>
    public void Paint(Framebuffer frame, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        bool isAtomic = (_status.Features & TtyFeatures.SynchronizedOutput) != TtyFeatures.None;
        bool isPainted = TakeTyped(frame, isAtomic);
        Framebuffer from = _shown;
        bool isPositionLost = false;
        if (MirrorsAlternateScreen && frame.IsAlternate != _isAlternate)
        {
            from = SwitchScreen(frame, output);
            isPositionLost = true;
        }

        output.Write(_status.RenderSubscriptions());
        ReadOnlySpan<byte> cells = isPainted ? default : _renderer.Render(from, frame, isFresh: !_isKnown, isPositionLost, isAtomic);
        ReadOnlySpan<byte> status = _status.Render(_shown, frame, isFresh: !_isKnown);
        if (!isPositionLost && frame.CursorColumn > 0)
            LearnPlain(frame, cells);

        bool isWrapped = isAtomic && cells.Length > LongestTorn;
        if (isWrapped)
            output.Write("\u001b[?2026h"u8);

        output.Write(cells);
        output.Write(status);
        if (isWrapped)
            output.Write("\u001b[?2026l"u8);

        _shown.CopyFrom(frame);
        _isKnown = true;
    }

    /// <summary>Appends the bytes that take over the terminal: <c>smcup</c>, if it is to be used, then application cursor keys.</summary>
    public void WriteOpening(ReadOnlySpan<byte> enterScreen, IBufferWriter<byte> output)
    {
        output.Write(enterScreen);
        output.Write("\u001b[?1h"u8);
        _status.NoteOpening();
        Invalidate();
    }

    /// <summary>
    /// Appends the bytes that give the terminal back: every mode that painting can have set is reset, then <c>rmcup</c>. Stock leaves bracketed paste,
    /// focus events, reverse video and X10 mouse reports on (quirks Q3, Q35).
    /// </summary>
    public void WriteClosing(ReadOnlySpan<byte> leaveScreen, IBufferWriter<byte> output)
    {
        output.Write(_status.RenderRestoration());
        if (_profile.Links)
            output.Write("\u001b]8;;\u001b\\"u8);

        output.Write("\u001b[?1l\u001b[0m\u001b[?25h\u001b[?1003l\u001b[?1002l\u001b[?1001l\u001b[?1000l\u001b[?1015l\u001b[?1006l\u001b[?1005l"u8);
        output.Write("\u001b[?9l\u001b[?1004l\u001b[?2004l\u001b[?5l"u8);
        if (_profile.PixelMouse)
            output.Write("\u001b[?1016l"u8);

        if (_isAlternate)
        {
            output.Write("\u001b[?1049l"u8);
            _isAlternate = false;
        }

        output.Write(leaveScreen);
        Invalidate();
    }

    /// <summary>True when the character that was printed ahead is all that the frame needs; else the picture that is shown gets it.</summary>
    private bool TakeTyped(Framebuffer frame, bool isAtomic)
    {
        byte typed = _typed;
        _typed = 0;
        if (typed == 0)
            return false;

        bool isOtherScreen = MirrorsAlternateScreen && frame.IsAlternate != _isAlternate;
        if (!isOtherScreen && _isKnown && _renderer.Render(_shown, frame, isFresh: false, isAtomic: isAtomic) is var cells && cells.SequenceEqual(_plain.AsSpan(0, _plainLength)))
            return true;

        _shown.SetCell(_shown.CursorRow, _shown.CursorColumn, typed, _plainStyle);
        _shown.MoveCursor(_shown.CursorRow, _shown.CursorColumn + 1);
        _plainLength = 0;
        return false;
    }

    /// <summary>Remembers how one visible character of ASCII was painted, alone or between renditions: the next one is painted alike.</summary>
    private void LearnPlain(Framebuffer frame, ReadOnlySpan<byte> cells)
    {
        int at = -1;
        for (int i = 0; i < cells.Length; i++)
        {
            if (cells[i] is > (byte)' ' and < 0x7F && at < 0)
            {
                at = i;
                continue;
            }

            int end = cells[i..].IndexOf((byte)'m');
            if (cells.Length > LongestPlain || end < 2 || cells[i] != 0x1B || cells[i + 1] != (byte)'[' || cells.Slice(i + 2, end - 2).ContainsAnyExcept(s_renditionBytes))
                return;

            i += end;
        }

        Cell painted = frame[frame.CursorRow, frame.CursorColumn - 1];
        if (at < 0 || painted.IsCluster || painted.CodePoint != cells[at])
            return;

        cells.CopyTo(_plain);
        (_plainLength, _plainAt, _plainStyle, _plainPen) = (cells.Length, at, frame.StyleOf(painted), frame.Pen);
    }

    /// <summary>Shows the terminal's other screen. Returns what is to be seen there, with the modes of before.</summary>
    private Framebuffer SwitchScreen(Framebuffer frame, IBufferWriter<byte> output)
    {
        output.Write(_status.RenderLeavingScreen());
        output.Write("\u001b[m"u8);
        output.Write(frame.IsAlternate ? "\u001b[?1049h"u8 : "\u001b[?1049l"u8);
        _isAlternate = frame.IsAlternate;
        Framebuffer? seen = null;
        if (frame.IsAlternate)
        {
            _behind = _isKnown ? _shown.Snapshot() : null;
            seen = new Framebuffer(frame.Columns, frame.Rows);
        }
        else
        {
            seen = _behind;
            _behind = null;
        }

        if (seen is null || seen.Columns != _shown.Columns || seen.Rows != _shown.Rows)
        {
            _isKnown = false;
            return _shown;
        }

        (seen.Modes, seen.Title, seen.IconName, seen.TitleWasSet, seen.BellCount) =
            (_shown.Modes, _shown.Title, _shown.IconName, _shown.TitleWasSet, _shown.BellCount);
        return seen;
    }
}
