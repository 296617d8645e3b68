using System.Globalization;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Most bytes of answers that wait for the host; further answers are dropped until it reads.</summary>
    public const int MaxPendingReplyBytes = 64 * 1024;

    private byte[] _replies = [];
    private int _replyLength;

    /// <summary>False: it never answers, whatever it is asked.</summary>
    public bool AnswersQueries { get; init; } = true;

    /// <summary>Answers that the host has not read yet, in order. Valid until the emulator is fed or the answers are cleared.</summary>
    public ReadOnlySpan<byte> Replies => _replies.AsSpan(0, _replyLength);

    /// <summary>Forgets the pending <see cref="Replies"/>, after the host has taken them.</summary>
    public void ClearReplies() => _replyLength = 0;

    private void Reply(ReadOnlySpan<byte> answer)
    {
        if (!AnswersQueries || _replyLength + answer.Length > MaxPendingReplyBytes)
        {
            return;
        }

        if (_replyLength + answer.Length > _replies.Length)
        {
            Array.Resize(ref _replies, Math.Max(64, 2 * (_replyLength + answer.Length)));
        }

        answer.CopyTo(_replies.AsSpan(_replyLength));
        _replyLength += answer.Length;
    }

    private void CopyReportsFrom(Emulator source) => DroppedStrings = source.DroppedStrings;

    private static void ResetReports(bool isFull) => _ = isFull;

    private static void AfterScreenSwitch()
    {
    }

    private static void AfterResize()
    {
    }

    private static void AnswerEnquiry()
    {
    }

    private void AnswerTerminalId() => Reply("\u001b[?62c"u8);

    private static void SetReportMode(int mode, bool on)
    {
        _ = mode;
        _ = on;
    }

    private static ModeReport ReportModeOf(int mode)
    {
        _ = mode;
        return ModeReport.Unknown;
    }

    private void DispatchReport(in ControlSequence sequence)
    {
        switch (sequence.Collected, sequence.Final)
        {
            case (0, 'c'):
                AnswerTerminalId();
                break;
            case ('>', 'c'):
                Reply("\u001b[>1;10;0c"u8);
                break;
            case (0, 'n'):
                ReportStatus(sequence.Parameter(0, 0));
                break;
            default:
                break;
        }
    }

    /// <summary>DSR.</summary>
    private void ReportStatus(int what)
    {
        if (what == 5)
        {
            Reply("\u001b[0n"u8);
        }
        else if (what == 6 && AnswersQueries)
        {
            bool isOrigin = Has(EmulatorModes.Origin);
            int row = _screen.CursorRow - (isOrigin ? _top : 0) + 1;
            int column = _screen.CursorColumn - (isOrigin ? _left : 0) + 1;
            Span<byte> answer = stackalloc byte[32];
            System.Text.Unicode.Utf8.TryWrite(answer, CultureInfo.InvariantCulture, $"\u001b[{row};{column}R", out int length);
            Reply(answer[..length]);
        }
    }
}
