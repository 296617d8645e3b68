using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

public sealed class NotificationBarTests
{
    private const string Hint = " [To quit: Ctrl-^ .]";

    [Theory]
    [InlineData(6500, "")]
    [InlineData(6501, "mosh: Last contact 6 seconds ago." + Hint)]
    [InlineData(59_999, "mosh: Last contact 59 seconds ago." + Hint)]
    [InlineData(60_000, "mosh: Last contact 1:00 ago." + Hint)]
    [InlineData(65_000, "mosh: Last contact 1:05 ago." + Hint)]
    [InlineData(3_599_999, "mosh: Last contact 59:59 ago." + Hint)]
    [InlineData(3_605_000, "mosh: Last contact 1:00:05 ago." + Hint)]
    [InlineData(363_723_000, "mosh: Last contact 101:02:03 ago." + Hint)]
    public void Silence_is_counted_once_it_is_long(long silenceMs, string expected)
    {
        Assert.Equal(expected, TextOf(Bar(), 100 + silenceMs));
    }

    [Theory]
    [InlineData(10_000, "")]
    [InlineData(10_001, "mosh: Last reply 10 seconds ago." + Hint)]
    [InlineData(65_000, "mosh: Last reply 1:05 ago." + Hint)]
    public void Missing_replies_are_counted_while_there_is_contact(long silenceMs, string expected)
    {
        NotificationBar bar = Bar();
        bar.NoteContact(100 + silenceMs);
        Assert.Equal(expected, TextOf(bar, 100 + silenceMs));
    }

    [Fact]
    public void Missing_contact_goes_before_missing_replies()
    {
        Assert.StartsWith("mosh: Last contact 12 seconds", TextOf(Bar(), 12_100), StringComparison.Ordinal);
    }

    [Fact]
    public void Contact_ends_the_count()
    {
        NotificationBar bar = Bar();
        Assert.True(bar.IsVisible(10_000));
        bar.NoteContact(10_000);
        Assert.False(bar.IsVisible(10_000));
        bar.NoteContact(5000);
        bar.NoteReply(10_000);
        Assert.False(bar.IsVisible(16_500));
    }

    [Fact]
    public void Notice_stands_alone_or_with_the_count()
    {
        NotificationBar bar = Bar();
        bar.Show("Hello.", NoticeLifetime.Permanent, 100);
        Assert.Equal("mosh: Hello." + Hint, TextOf(bar, 6600));
        Assert.Equal("mosh: Hello. (6 s without contact.)" + Hint, TextOf(bar, 6601));
        bar.NoteContact(65_100);
        Assert.Equal("mosh: Hello. (1:05 without reply.)" + Hint, TextOf(bar, 65_100));
    }

    [Fact]
    public void Quit_hint_is_left_out_where_it_makes_no_sense()
    {
        NotificationBar bar = Bar();
        bar.Show("Commands", NoticeLifetime.Permanent, 100, quitHint: false);
        Assert.Equal("mosh: Commands", TextOf(bar, 100));
        Assert.Equal("mosh: Last contact 7 seconds ago.", TextOf(new NotificationBar(EscapeKey.Disabled, 0), 7000));
        string tilde = TextOf(new NotificationBar(EscapeKey.Parse("~"), 0), 7000);
        Assert.Equal("mosh: Last contact 7 seconds ago. [To quit: \"~\" .]", tilde);
    }

    [Theory]
    [InlineData(NoticeLifetime.Brief, 1000)]
    [InlineData(NoticeLifetime.NetworkError, 3100)]
    public void Notices_end_by_themselves(NoticeLifetime lifetime, int lifeMs)
    {
        NotificationBar bar = Bar();
        bar.Show("Oops", lifetime, 100);
        Assert.Equal(100 + lifeMs, bar.NextDeadlineMs(100));
        Assert.True(bar.IsVisible(100 + lifeMs - 1));
        Assert.False(bar.IsVisible(100 + lifeMs));
        Assert.Equal(6601, bar.NextDeadlineMs(100 + lifeMs));
    }

    [Fact]
    public void Permanent_notice_stays_until_it_is_cleared()
    {
        NotificationBar bar = Bar();
        bar.Show("Stay", NoticeLifetime.Permanent, 100);
        Assert.Equal("Stay", bar.NoticeAt(long.MaxValue - 1));
        bar.Clear();
        Assert.Equal("", TextOf(bar, 200));
    }

    [Fact]
    public void Network_error_is_cut_short_by_success_and_other_notices_are_not()
    {
        NotificationBar bar = Bar();
        bar.Show("sendto: Network is unreachable", NoticeLifetime.NetworkError, 100);
        bar.EndNetworkError(200);
        Assert.True(bar.IsVisible(1199));
        bar.EndNetworkError(1100);
        Assert.False(bar.IsVisible(1200));
        bar.Show("Stay", NoticeLifetime.Permanent, 1200);
        bar.EndNetworkError(1200);
        Assert.True(bar.IsVisible(3000));
        bar.Show("sendto: late", NoticeLifetime.NetworkError, 2000);
        bar.EndNetworkError(5050);
        Assert.False(bar.IsVisible(5100));
    }

    [Fact]
    public void Deadline_of_a_healthy_idle_link_never_comes()
    {
        NotificationBar bar = Bar();
        for (long now = 3000; now < 600_000; now += 3000)
        {
            Assert.True(bar.NextDeadlineMs(now - 1) > now, $"woken before {now}");
            bar.NoteContact(now);
            bar.NoteReply(now - 50);
        }
    }

    [Fact]
    public void Bar_is_woken_for_the_moment_silence_is_long_and_for_each_count()
    {
        NotificationBar bar = Bar();
        List<long> woken = [];
        long now = 100;
        while (now < 72_000)
        {
            string before = TextOf(bar, now);
            long deadline = bar.NextDeadlineMs(now);
            Assert.Equal(before, TextOf(bar, Math.Min(deadline, now + 1000) - 1));
            now = deadline;
            Assert.NotEqual(before, TextOf(bar, now), StringComparer.Ordinal);
            woken.Add(now - 100);
        }

        long[] seconds = [6501, .. Enumerable.Range(7, 54).Select(s => 1000L * s), 63_000, 66_000, 69_000, 72_000];
        Assert.Equal(seconds, woken);
    }

    [Fact]
    public void Count_of_replies_gives_way_to_the_count_of_contact_in_time()
    {
        NotificationBar bar = Bar();
        bar.NoteContact(9000);
        long now = 15_200;
        Assert.StartsWith("mosh: Last reply", TextOf(bar, now), StringComparison.Ordinal);
        Assert.Equal(15_501, bar.NextDeadlineMs(now));
        Assert.StartsWith("mosh: Last contact 6", TextOf(bar, 15_501), StringComparison.Ordinal);
    }

    [Fact]
    public void Peer_with_rarer_heartbeats_may_be_silent_for_longer()
    {
        NotificationBar bar = Bar();
        bar.ContactLateMs = 30_000;
        bar.ReplyLateMs = 40_000;
        Assert.Equal(30_101, bar.NextDeadlineMs(100));
        Assert.False(bar.IsVisible(30_100));
        Assert.True(bar.IsVisible(30_101));
    }

    [Fact]
    public void Bar_covers_the_top_row_and_hides_a_cursor_there()
    {
        var frame = new Framebuffer(40, 3);
        NotificationBar bar = Bar();
        bar.Show("Hi", NoticeLifetime.Permanent, 100, quitHint: false);
        bar.Apply(frame, 100);
        Assert.Equal("mosh: Hi", frame.RowText(0));
        Assert.Equal("", frame.RowText(1));
        Assert.False(frame.Modes.CursorVisible);
        for (int column = 0; column < 40; column++)
        {
            Style style = frame.StyleOf(frame[0, column]);
            Assert.Equal(Color.Indexed(7), style.Foreground);
            Assert.Equal(Color.Indexed(4), style.Background);
            Assert.Equal(column < 8 ? CellAttributes.Bold : CellAttributes.None, style.Attributes);
        }

        var below = new Framebuffer(40, 3);
        below.MoveCursor(1, 0);
        bar.Apply(below, 100);
        Assert.True(below.Modes.CursorVisible);
    }

    [Fact]
    public void Bar_without_anything_to_say_draws_nothing()
    {
        var frame = new Framebuffer(40, 3);
        Bar().Apply(frame, 100);
        Assert.True(frame.SameAs(new Framebuffer(40, 3)));
    }

    [Theory]
    [InlineData("abc\u65E5\u672C\u8A9E", "mosh: abc\u65E5\u672C\u8A9E")]
    [InlineData("a\u001B[31mb\u0007\u0301c", "mosh: a[31mbc")]
    public void Text_is_laid_out_by_width_and_without_controls(string notice, string expected)
    {
        NotificationBar bar = Bar();
        bar.Show(notice, NoticeLifetime.Permanent, 100, quitHint: false);
        var frame = new Framebuffer(40, 1);
        bar.Apply(frame, 100);
        Assert.Equal(expected, frame.RowText(0));
    }

    [Fact]
    public void Any_notice_fits_any_width()
    {
        NotificationBar bar = Bar();
        bar.Show(string.Concat(Enumerable.Repeat("\u65E5a", 200)), NoticeLifetime.Permanent, 100);
        Assert.Equal(127, TextOf(bar, 100).Length);
        for (int columns = 1; columns < 300; columns++)
        {
            var frame = new Framebuffer(columns, 1);
            bar.Apply(frame, 100);
            Assert.False(frame[0, columns - 1].IsWide);
            Assert.Equal(Color.Indexed(4), frame.StyleOf(frame[0, columns - 1]).Background);
        }
    }

    [Fact]
    public void Formatting_allocates_nothing()
    {
        NotificationBar bar = Bar();
        bar.Show("Hello", NoticeLifetime.Permanent, 100);
        Span<char> text = stackalloc char[127];
        bar.Format(text, 70_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            bar.Format(text, 70_000 + i);
            bar.NextDeadlineMs(70_000 + i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A bar of a client that began at 100 ms.</summary>
    private static NotificationBar Bar() => new(EscapeKey.Default, 100);

    private static string TextOf(NotificationBar bar, long nowMs)
    {
        Span<char> text = stackalloc char[127];
        return text[..bar.Format(text, nowMs)].ToString();
    }
}
