using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Answers that wait for the host, and the state behind questions and strings.
public sealed partial class Emulator
{
    /// <summary>Most bytes of answers that wait for the host; further answers are dropped until it reads.</summary>
    public const int MaxPendingReplyBytes = 64 * 1024;

    private byte[] _replies = [];
    private int _replyLength;

    private OuterTerminal _outer;
    private bool _reportsColorScheme;
    private bool _reportsResizes;

    /// <summary>What DECSLPP and DECSNLS asked for, for DECRQSS only: the size stays the user's. 0 when nothing was asked for since it changed.</summary>
    private int _linesPerPage;
    private int _linesPerScreen;

    /// <summary>False: it never answers, whatever it is asked.</summary>
    public bool AnswersQueries { get; init; } = true;

    /// <summary>What XTVERSION (<c>CSI &gt; q</c>) is answered, by custom <c>name(version)</c>: ASCII, at most 64 characters.</summary>
    public string TerminalVersion { get; init; } = "moshi";

    /// <summary>What is known about the user's terminal.</summary>
    public OuterTerminal OuterTerminal => _outer;

    /// <summary>Answers that the host has not read yet, in order. Valid until the emulator is fed or the answers are cleared.</summary>
    public ReadOnlySpan<byte> Replies => _replies.AsSpan(0, _replyLength);

    /// <summary>Forgets the pending <see cref="Replies"/>, after the host has taken them.</summary>
    public void ClearReplies() => _replyLength = 0;

    private void Reply(ref Answer answer) => Reply(answer.Bytes);

    private void Reply(ReadOnlySpan<byte> answer)
    {
        if (!AnswersQueries || _replyLength + answer.Length > MaxPendingReplyBytes)
            return;

        if (_replyLength + answer.Length > _replies.Length)
            Array.Resize(ref _replies, Math.Max(64, 2 * (_replyLength + answer.Length)));

        answer.CopyTo(_replies.AsSpan(_replyLength));
        _replyLength += answer.Length;
    }

    /// <summary>ENQ: the answerback message is empty.</summary>
    private static void AnswerEnquiry()
    {
    }

    private void CopyReportsFrom(Emulator source)
    {
        _outer = source._outer;
        _reportsColorScheme = source._reportsColorScheme;
        _reportsResizes = source._reportsResizes;
        _linesPerPage = source._linesPerPage;
        _linesPerScreen = source._linesPerScreen;
        _titleModes = source._titleModes;
        _titles.CopyFrom(source._titles);
        _keyboard = source._keyboard;
        _inactiveKeyboard = source._inactiveKeyboard;
        _keyModifiers = source._keyModifiers;
        _selections = source._selections is null ? null : new Dictionary<char, ReadOnlyMemory<byte>>(source._selections);
        _deviceControl = source._deviceControl;
        _presentationKind = source._presentationKind;
        _questionLength = 0;
        PutDcs(source._question.AsSpan(0, source._questionLength));
    }

    /// <summary>RIS, or DECSTR when not <paramref name="isFull"/>. Neither touches titles, the clipboard, or what the shell told.</summary>
    private void ResetReports(bool isFull)
    {
        _keyboard = default;
        _keyModifiers = default;
        _keyFormats = default;
        _screen.Modes = _screen.Modes with { KeyboardFlags = 0, ModifyOtherKeys = 0, FormatOtherKeys = false };
        if (!isFull)
            return;

        _inactiveKeyboard = default;
        _reportsColorScheme = false;
        _reportsResizes = false;
        _linesPerPage = 0;
        _linesPerScreen = 0;
        _titleModes = TitleModes.None;
        _titles.Clear();
        _screen.Colors = ColorOverrides.None;
        _screen.Progress = default;
        _screen.PointerShape = "";
    }
}
