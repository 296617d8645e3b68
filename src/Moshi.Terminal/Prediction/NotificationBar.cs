using System.Globalization;
using System.Text;
using Moshi.Terminal.Input;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

/// <summary>The blue line at the top of a client's screen: notices, and how long the server has been silent.</summary>
/// <remarks>
/// mosh-protocol §9.7. Drawn over a frame after the predictions. The owner paints when it has shown or cleared a notice, and at <see
/// cref="NextDeadlineMs"/>. Unlike stock, the moment when silence becomes worth a notice has its own deadline; on a healthy idle link that
/// deadline moves on with every contact and never comes. Time is milliseconds on any monotonic clock. Not thread-safe; drawing allocates
/// nothing.
/// </remarks>
public sealed class NotificationBar
{
    /// <summary>The value of <see cref="NextDeadlineMs"/> when no timer is needed.</summary>
    public const long NoDeadline = long.MaxValue;

    /// <summary>Silence of the server that is worth a notice: stock peers send a heartbeat every 3 s.</summary>
    public const int StockContactLateMs = 6500;

    /// <summary>Age of the newest acknowledged client state that is worth a notice.</summary>
    public const int StockReplyLateMs = 10_000;

    private const int BriefMs = 1000;
    private const int NetworkErrorMs = 3100;

    /// <summary>Longest text, as in stock.</summary>
    private const int MaxCharacters = 127;

    /// <summary>The count of seconds is refreshed every second, and more rarely once nobody is watching it any more (mosh issue 243).</summary>
    private const int CountMs = 1000;
    private const int SlowCountMs = 3000;
    private const int SlowCountFromMs = 60_000;

    private static readonly Style TextStyle = new(Color.Indexed(7), Color.Indexed(4), CellAttributes.Bold);
    private static readonly Style RestStyle = new(Color.Indexed(7), Color.Indexed(4));

    private readonly EscapeKey _escapeKey;
    private string _notice = "";
    private NoticeLifetime _lifetime;
    private bool _hasQuitHint;
    private long _noticeEndMs = NoDeadline;
    private long _contactMs;
    private long _replyMs;

    /// <summary>A bar without a notice. Silence is counted from <paramref name="nowMs"/> on.</summary>
    public NotificationBar(EscapeKey escapeKey, long nowMs)
    {
        _escapeKey = escapeKey;
        _contactMs = nowMs;
        _replyMs = nowMs;
    }

    /// <summary>
    /// Silence of the server, in milliseconds, beyond which the bar counts. Raise it only for a peer that is known to send heartbeats more
    /// rarely.
    /// </summary>
    public int ContactLateMs { get; set; } = StockContactLateMs;

    /// <summary>Age of the newest acknowledged client state, in milliseconds, beyond which the bar counts.</summary>
    public int ReplyLateMs { get; set; } = StockReplyLateMs;

    /// <summary>The text of the notice that is shown, without prefix, count and hint; empty when there is none or it has ended.</summary>
    public string NoticeAt(long nowMs) => nowMs < _noticeEndMs ? _notice : "";

    /// <summary>Shows a notice in place of the one before.</summary>
    /// <param name="text">One line, without <c>mosh: </c> in front.</param>
    /// <param name="lifetime">How long it stays.</param>
    /// <param name="nowMs">The present.</param>
    /// <param name="quitHint">False for a notice that speaks of the escape key itself.</param>
    public void Show(string text, NoticeLifetime lifetime, long nowMs, bool quitHint = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        _notice = text;
        _lifetime = lifetime;
        _hasQuitHint = quitHint;
        _noticeEndMs = lifetime switch
        {
            NoticeLifetime.Brief => nowMs + BriefMs,
            NoticeLifetime.NetworkError => nowMs + NetworkErrorMs,
            _ => NoDeadline,
        };
    }

    /// <summary>Takes the notice away.</summary>
    public void Clear()
    {
        _notice = "";
        _noticeEndMs = NoDeadline;
    }

    /// <summary>The network works again: a notice about its failure stays for one second more at most.</summary>
    public void EndNetworkError(long nowMs)
    {
        if (_lifetime == NoticeLifetime.NetworkError)
            _noticeEndMs = Math.Min(_noticeEndMs, nowMs + BriefMs);
    }

    /// <summary>A new state of the server arrived, in order, at this time.</summary>
    public void NoteContact(long atMs) => _contactMs = Math.Max(_contactMs, atMs);

    /// <summary>The newest client state that the server has acknowledged was sent at this time.</summary>
    public void NoteReply(long sentAtMs) => _replyMs = Math.Max(_replyMs, sentAtMs);

    /// <summary>True when there is something to draw.</summary>
    public bool IsVisible(long nowMs) => NoticeAt(nowMs).Length > 0 || LateSinceMs(nowMs, out _) >= 0;

    /// <summary>
    /// When the bar will look different from what it is now, so that the screen must be painted; always after <paramref name="nowMs"/>.
    /// </summary>
    public long NextDeadlineMs(long nowMs)
    {
        long noticeEnd = nowMs < _noticeEndMs && _notice.Length > 0 ? _noticeEndMs : NoDeadline;
        long lateSince = LateSinceMs(nowMs, out bool isContact);
        if (lateSince < 0)
            return Math.Min(noticeEnd, Math.Min(_contactMs + ContactLateMs, _replyMs + ReplyLateMs) + 1);

        long elapsed = nowMs - lateSince;
        int step = elapsed < SlowCountFromMs ? CountMs : SlowCountMs;
        long nextCount = lateSince + (((elapsed / step) + 1) * step);
        return Math.Min(noticeEnd, isContact ? nextCount : Math.Min(nextCount, _contactMs + ContactLateMs + 1));
    }

    /// <summary>Draws the bar over the top row of a frame, if there is something to say. A cursor in that row is hidden.</summary>
    public void Apply(Framebuffer frame, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        Span<char> buffer = stackalloc char[MaxCharacters];
        int length = Format(buffer, nowMs);
        if (length == 0)
            return;

        if (frame.CursorRow == 0)
            frame.Modes = frame.Modes with { CursorVisible = false };

        int column = 0;
        foreach (Rune rune in ((ReadOnlySpan<char>)buffer[..length]).EnumerateRunes())
        {
            int width = Widths.Of(rune.Value);
            if (column + Math.Max(width, 1) > frame.Columns)
                break;

            if (width > 0)
            {
                frame.SetCell(0, column, rune.Value, TextStyle);
                column += width;
                if (width == 2)
                    frame.SetCell(0, column - 1, ' ', RestStyle);
            }
        }

        for (; column < frame.Columns; column++)
            frame.SetCell(0, column, ' ', RestStyle);
    }

    /// <summary>Writes what the bar says now; returns the length, 0 when there is nothing to say. What does not fit is cut off.</summary>
    public int Format(Span<char> destination, long nowMs)
    {
        string notice = NoticeAt(nowMs);
        long lateSince = LateSinceMs(nowMs, out bool isContact);
        if (notice.Length == 0 && lateSince < 0)
            return 0;

        var text = new BoundedText(destination);
        text.Append("mosh: ");
        if (notice.Length == 0)
        {
            text.Append(isContact ? "Last contact " : "Last reply ");
            text.AppendDuration((nowMs - lateSince) / 1000, " seconds");
            text.Append(" ago.");
        }
        else
        {
            text.Append(notice);
            if (lateSince >= 0)
            {
                text.Append(" (");
                text.AppendDuration((nowMs - lateSince) / 1000, " s");
                text.Append(isContact ? " without contact.)" : " without reply.)");
            }
        }

        if (notice.Length == 0 || _hasQuitHint)
            text.Append(_escapeKey.QuitHint);

        return text.Length;
    }

    /// <summary>Since when the server has been silent, or -1 when that is not long yet. Silence in both ways counts as missing contact.</summary>
    private long LateSinceMs(long nowMs, out bool isContact)
    {
        isContact = nowMs - _contactMs > ContactLateMs;
        return isContact ? _contactMs : nowMs - _replyMs > ReplyLateMs ? _replyMs : -1;
    }

    private ref struct BoundedText(Span<char> destination)
    {
        private readonly Span<char> _destination = destination;

        public int Length { get; private set; }

        public void Append(scoped ReadOnlySpan<char> text)
        {
            Span<char> rest = _destination[Length..];
            text = text[..Math.Min(text.Length, rest.Length)];
            text.CopyTo(rest);
            Length += text.Length;
        }

        /// <summary>Appends <c>59 seconds</c> (with the unit that is given), <c>1:05</c> or <c>1:00:05</c>.</summary>
        public void AppendDuration(long seconds, scoped ReadOnlySpan<char> unit)
        {
            if (seconds < 60)
            {
                AppendNumber(seconds, "0");
                Append(unit);
                return;
            }

            if (seconds >= 3600)
            {
                AppendNumber(seconds / 3600, "0");
                Append(":");
            }

            AppendNumber(seconds / 60 % 60, seconds >= 3600 ? "00" : "0");
            Append(":");
            AppendNumber(seconds % 60, "00");
        }

        private void AppendNumber(long value, scoped ReadOnlySpan<char> format)
        {
            Span<char> digits = stackalloc char[20];
            value.TryFormat(digits, out int count, format, CultureInfo.InvariantCulture);
            Append(digits[..count]);
        }
    }
}
