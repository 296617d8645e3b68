using Moshi.Client;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class KeyBacklogTests
{
    private const int More = 4 * KeyBacklog.MostWindowBytes;

    [Fact]
    public void All_goes_at_once_to_a_server_of_ours()
    {
        KeyBacklog backlog = Filled();
        Assert.Equal(More, backlog.Take(pending: 0, isLimited: false, At(0)).Length);
        Assert.Equal(0, backlog.Count);
    }

    [Fact]
    public void Another_server_gets_no_more_than_a_window_before_it_answers()
    {
        KeyBacklog backlog = Filled();
        Assert.Equal(KeyBacklog.LeastWindowBytes, backlog.Take(pending: 0, isLimited: true, At(0)).Length);
        Assert.Equal(0, backlog.Take(pending: KeyBacklog.LeastWindowBytes, isLimited: true, At(50)).Length);
        Assert.Equal(1000, backlog.Take(pending: KeyBacklog.LeastWindowBytes - 1000, isLimited: true, At(100)).Length);
    }

    [Fact]
    public void The_window_grows_while_answers_are_prompt_and_falls_back_when_they_are_not()
    {
        KeyBacklog backlog = Filled();
        Assert.Equal(KeyBacklog.LeastWindowBytes, backlog.Take(0, isLimited: true, At(0)).Length);
        Assert.Equal(2 * KeyBacklog.LeastWindowBytes, backlog.Take(0, isLimited: true, At(100)).Length);
        Assert.Equal(KeyBacklog.MostWindowBytes, backlog.Take(0, isLimited: true, At(200)).Length);
        Assert.Equal(KeyBacklog.MostWindowBytes, backlog.Take(0, isLimited: true, At(300)).Length);
        Assert.Equal(KeyBacklog.LeastWindowBytes, backlog.Take(0, isLimited: true, At(3000)).Length);
    }

    [Fact]
    public void A_key_now_and_then_leaves_the_window_as_it_is()
    {
        var backlog = new KeyBacklog();
        for (int i = 0; i < 100; i++)
        {
            backlog.Add("x"u8);
            Assert.Equal(1, backlog.Take(0, isLimited: true, At(i * 100)).Length);
        }

        backlog.Add(new byte[More]);
        Assert.Equal(KeyBacklog.LeastWindowBytes, backlog.Take(0, isLimited: true, At(20_000)).Length);
    }

    [Fact]
    public void The_order_is_that_of_typing()
    {
        var backlog = new KeyBacklog();
        var random = new Random(5);
        List<byte> typed = [], sent = [];
        for (int i = 0; i < 2000; i++)
        {
            byte[] keys = new byte[random.Next(200)];
            random.NextBytes(keys);
            backlog.Add(keys);
            typed.AddRange(keys);
            sent.AddRange(backlog.Take(random.Next(2) * random.Next(KeyBacklog.LeastWindowBytes), isLimited: true, At(i)));
        }

        sent.AddRange(backlog.Take(0, isLimited: false, At(9000)));
        Assert.Equal(typed, sent);
    }

    private static KeyBacklog Filled()
    {
        var backlog = new KeyBacklog();
        backlog.Add(new byte[More]);
        return backlog;
    }

    private static Instant At(int milliseconds) => new(milliseconds * 1000L);
}
