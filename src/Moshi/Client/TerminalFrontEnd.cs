using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Moshi.Platform;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Moshi.Platform.Terminfo;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Input;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Moshi.Server;
using Moshi.Session;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using PtySize = Moshi.Platform.Pty.WindowSize;

namespace Moshi.Client;

/// <summary>The user's terminal on descriptors 0 and 1: raw while it is ours, painted with as few bytes as it can be, and given back on every way out.</summary>
internal sealed class TerminalFrontEnd : IFrontEnd
{
    private const int CursorBlink = 12;
    private const int AlternateScroll = 1007;

    /// <summary>Longer than a terminal at the other end of the world takes, shorter than a user waits for a prompt.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(200);

    private readonly Tty _tty;
    private readonly TtyPainter _painter;
    private readonly OuterReplyFilter _filter = new();
    private readonly OuterProfile _profile;
    private readonly byte[] _enterScreen;
    private readonly byte[] _leaveScreen;
    private readonly ArrayBufferWriter<byte> _output = new(16 * 1024);
    private readonly TerminalOutput _terminal = new(1);
    private int _seenRevision;
    private bool _isAsked;
    private bool _isOpen;

    private TerminalFrontEnd(Tty tty, TerminalDescription description, OuterProfile profile, bool usesAlternateScreen)
    {
        _tty = tty;
        _profile = usesAlternateScreen ? profile : profile with { Paint = profile.Paint with { FeedsHistory = true } };
        _painter = new TtyPainter(_profile.Paint, _profile.Features) { MirrorsAlternateScreen = !usesAlternateScreen };
        _painter.MaxClipboardBytes = 4 * ((TerminalSettings.Read(NativeEnvironment.Find).ClipboardLimitBytes + 2) / 3);
        _enterScreen = usesAlternateScreen ? description.Text(TerminfoText.EnterCursorAddressing).ToArray() : [];
        _leaveScreen = usesAlternateScreen ? description.Text(TerminfoText.ExitCursorAddressing).ToArray() : [];
    }

    public int InputDescriptor => 0;

    public int OutputDescriptor => _terminal.OutputDescriptor;

    public bool IsBlocked => _terminal.IsBlocked;

    public WindowSize Size
    {
        get
        {
            PtySize size = Tty.WindowSizeOf(0) is { IsUsable: true } own ? own : PtySize.Default;
            return new WindowSize(size.Columns, size.Rows).Clamp();
        }
    }

    public bool WantsInput => true;

    public Instant NextDeadline => LoopTime.FromMillis(_filter.NextDeadlineMs);

    // A terminal that has gone shows as the end of the input, too, but not always: its descriptor may be held open by others.
    public bool IsGone => _terminal.IsGone;

    public OuterTerminal Facts => new()
    {
        Colors = _filter.Answers.Colors,
        CellWidthPixels = CellSide(_filter.Answers.CellWidthPixels, _filter.Answers.WindowWidthPixels, Size.Columns),
        CellHeightPixels = CellSide(_filter.Answers.CellHeightPixels, _filter.Answers.WindowHeightPixels, Size.Rows),
        ColorScheme = (ColorScheme)_filter.Answers.ColorScheme,
        HasKeyboardProtocol = _filter.Answers.HasKeyboardProtocol,
    };

    public int FactsRevision => _filter.Answers.AreComplete ? _filter.Answers.Revision : 0;

    public bool MirrorsCursorKeys
    {
        get => _painter.MirrorsCursorKeys;
        set => _painter.MirrorsCursorKeys = value;
    }

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
        var profile = OuterProfile.Of(name ?? "", NativeEnvironment.Find, FactsOf(description!));
        if (string.Equals(NativeEnvironment.Find("MOSHI_QUERY"), "0", StringComparison.Ordinal) || !Tty.IsTerminal(1))
            profile = profile with { Queries = OuterQueries.None };
        frontEnd = new TerminalFrontEnd(tty, description!, profile, usesAlternateScreen);
        return true;
    }

    private static TerminalFacts FactsOf(TerminalDescription description) => new()
    {
        Colors = description.Colors,
        BackColorErase = description.HasBackColorErase,
        EraseCharacters = description.Has(TerminfoText.EraseChars),
        EditCharacters = description.Has(TerminfoText.InsertCharacters) && description.Has(TerminfoText.DeleteCharacters),
        EditLines = description.Has(TerminfoText.InsertLines) && description.Has(TerminfoText.DeleteLines),
        ScrollCommands = description.Has(TerminfoText.ScrollForward) && description.Has(TerminfoText.ScrollReverse),
        Repeats = description.Has(TerminfoText.RepeatCharacter),
    };

    public ReadOnlySpan<byte> KeysIn(ReadOnlySpan<byte> input, Instant now)
    {
        ReadOnlySpan<byte> keys = _filter.Filter(input, now.Millis());
        Learn();
        return keys;
    }

    public ReadOnlySpan<byte> OverdueKeys(Instant now) => _filter.Advance(now.Millis());

    public bool CanEcho(int row, int column) => _isOpen && !IsGone && !IsBlocked && _filter.IsIdle && _painter.IsPlainAt(row, column);

    public void Echo(byte character)
    {
        _terminal.Write(_painter.Type(character));
    }

    public void Open()
    {
        if (_isOpen)
            return;
        _isOpen = true;
        _tty.MakeRaw();
        _output.ResetWrittenCount();
        _painter.WriteOpening(_enterScreen, _output);
        if (!_isAsked && _profile.Queries != OuterQueries.None)
            _filter.Answers.WriteQueries(_output, full: _profile.Queries == OuterQueries.All);
        _isAsked = true;
        Flush();
    }

    public void Close()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        _output.ResetWrittenCount();
        _painter.WriteClosing(_leaveScreen, _output);
        Flush();
        _terminal.Finish();
        TakeLateAnswers();
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
            _painter.WriteOpening([], _output);
            Flush();
        }

        Open();
    }

    public void Show(Framebuffer frame)
    {
        if (!_isOpen || IsGone)
            return;
        _output.ResetWrittenCount();
        _painter.Paint(frame, _output);
        Flush();
    }

    public void Continue() => _terminal.Continue();

    public void Invalidate() => _painter.Invalidate();

    public void NoteHostOutput(Framebuffer screen, Instant now)
    {
    }

    public void Advance(Instant now)
    {
    }

    public void Dispose()
    {
        Close();
        _terminal.Dispose();
    }

    /// <summary>Paints by what the terminal has said about itself, once all is said.</summary>
    private void Learn()
    {
        OuterAnswers answers = _filter.Answers;
        if (!answers.AreComplete || answers.Revision == _seenRevision)
            return;
        _seenRevision = answers.Revision;
        OuterProfile profile = _profile.With(answers);
        _painter.HadAlternateScroll = answers.ModeState(AlternateScroll) == 1;
        _painter.HadCursorBlink = answers.ModeState(CursorBlink) switch { 1 => true, 2 => false, _ => (bool?)null };
        _painter.Adopt(profile.Paint, profile.Features);
    }

    /// <summary>Answers that are still on their way would be echoed into the shell: waits for them a moment, while the terminal is raw.</summary>
    private void TakeLateAnswers()
    {
        Span<byte> input = stackalloc byte[4096];
        Instant end = LoopTime.Now + AnswerPatience;
        for (Instant now = LoopTime.Now; _filter.ExpectsAnswers(now.Millis()) && !IsGone && now < end; now = LoopTime.Now)
        {
            if (!Descriptor.WaitReadable(InputDescriptor, end - now))
                continue;
            IoResult read = Descriptor.Read(InputDescriptor, input);
            if (read.Count <= 0 && !read.IsWouldBlock)
                return;
            _filter.Filter(input[..Math.Max(0, read.Count)], now.Millis());
        }
    }

    private static int CellSide(int cell, int window, int cells) => cell > 0 ? cell : window / Math.Max(1, cells);

    private void Flush()
    {
        if (_output.WrittenCount > 0 && !IsGone)
            _terminal.Write(_output.WrittenSpan);
    }
}
