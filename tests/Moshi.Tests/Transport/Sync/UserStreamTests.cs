using System.Text;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class UserStreamTests
{
    [Fact]
    public void A_receiver_reads_each_action_once_whatever_references_the_sender_takes()
    {
        for (int seed = 0; seed < 300; seed++)
            FollowOne(seed);
    }

    [Fact]
    public void Sizes_in_a_row_that_were_not_sent_shrink_to_the_last()
    {
        var stream = new UserStream();
        UserStream start = stream.Snapshot();
        stream.AppendResize(new WindowSize(80, 24));
        stream.AppendResize(new WindowSize(81, 24));
        Assert.Equal("[81x24]", Text(stream, start));
        UserStream sent = stream.Snapshot();
        stream.AppendResize(new WindowSize(82, 24));
        Assert.Equal("[81x24][82x24]", Text(stream, start));
        Assert.Equal("[82x24]", Text(stream, sent));
        stream.TryAppendKeys("x"u8);
        stream.AppendResize(new WindowSize(0, 99_999));
        Assert.Equal("[82x24]x[1x1000]", Text(stream, sent));
        Assert.Equal("[81x24]", Text(sent, start));
    }

    [Fact]
    public void Pending_bytes_are_limited()
    {
        var stream = new UserStream();
        Assert.True(stream.TryAppendKeys(new byte[UserStream.MaxPendingBytes]));
        Assert.False(stream.TryAppendKeys(new byte[1]));
        Assert.Equal(UserStream.MaxPendingBytes, stream.PendingBytes);
        stream.DropPrefix(stream.Snapshot());
        Assert.Equal(0, stream.PendingBytes);
        Assert.True(stream.TryAppendKeys(new byte[1]));
    }

    [Fact]
    public void A_malformed_diff_leaves_the_shared_log_alone()
    {
        var state = new UserStream();
        Assert.True(state.TryApply("\n\u0005\u0012\u0003\"\u0001a"u8));
        UserStream copy = state.Snapshot();
        Assert.False(copy.TryApply("\n\u0005\u0012\u0003\"\u0001b\n\u0009"u8));
        Assert.True(state.TryApply("\n\u0005\u0012\u0003\"\u0001c"u8));
        Assert.Equal("ac", Text(state, null));
    }

    [Fact]
    public void A_peer_that_contradicts_itself_gets_two_histories()
    {
        var one = new UserStream();
        one.TryApply(Diff("hello"));
        UserStream two = new UserStream().Snapshot();
        UserStream fork = one.Snapshot();
        Assert.True(fork.TryApply(Diff(" you")));
        UserStream other = one.Snapshot();
        Assert.True(other.TryApply(Diff(" all")));
        Assert.True(two.TryApply(Diff("x")));
        Assert.Equal("hello you", Text(fork, null));
        Assert.Equal("hello all", Text(other, null));
        Assert.False(fork.Matches(other));
        Assert.False(other.Matches(fork));
    }

    [Fact]
    public void A_long_stream_does_not_grow_once_it_is_acknowledged()
    {
        var stream = new UserStream();
        byte[] keys = new byte[100];
        stream.TryAppendKeys(keys);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            stream.TryAppendKeys(keys);
            stream.DropPrefix(stream);
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    // The sender's snapshots travel as diffs from random older states that the receiver has; the receiver drops what its owner has taken.
    private static void FollowOne(int seed)
    {
        var random = new Random(seed);
        var sender = new UserStream();
        var receivers = new List<(UserStream Sent, UserStream Received)> { (sender.Snapshot(), new UserStream()) };
        UserStream? taken = null;
        var read = new StringBuilder();
        var written = new StringBuilder();
        for (int step = 0; step < 200; step++)
        {
            for (int n = random.Next(4); n > 0; n--)
            {
                if (random.Next(5) > 0)
                {
                    byte[] keys = new byte[random.Next(1, random.Next(20) == 0 ? 6000 : 5)];
                    Array.Fill(keys, (byte)('a' + random.Next(26)));
                    Assert.True(sender.TryAppendKeys(keys));
                    written.Append(Encoding.ASCII.GetString(keys));
                }
                else
                {
                    sender.Snapshot();
                    var size = new WindowSize(random.Next(1, 1000), random.Next(1, 1000));
                    sender.AppendResize(size);
                    written.Append('[').Append(size.Columns).Append('x').Append(size.Rows).Append(']');
                }
            }
            (UserStream Sent, UserStream Received) reference = receivers[random.Next(receivers.Count)];
            UserStream sent = sender.Snapshot();
            UserStream state = reference.Received.Snapshot();
            Assert.True(state.TryApply(MessageTests.DiffOf(sent, reference.Sent)), $"seed {seed}");
            receivers.Add((sent, state));
            // The owner looks now and then, and what it had looked at before is forgotten.
            if (random.Next(3) == 0)
            {
                if (taken is not null)
                {
                    foreach ((UserStream _, UserStream received) in receivers)
                        received.DropPrefix(taken);
                }
                read.Append(Text(state, taken));
                taken = state;
            }
            if (random.Next(4) == 0)
            {
                receivers.RemoveRange(0, random.Next(receivers.Count));
                foreach ((UserStream old, UserStream _) in receivers)
                    old.DropPrefix(receivers[0].Sent);
                sender.DropPrefix(receivers[0].Sent);
            }
        }
        Assert.True(written.ToString().StartsWith(read.ToString(), StringComparison.Ordinal), $"seed {seed}");
        Assert.True(read.Length > 0, $"seed {seed}");
    }

    private static byte[] Diff(string keys)
    {
        var to = new Moshi.Transport.Buffers.ByteBuffer();
        UserMessageWriter.WriteKeys(to, Encoding.ASCII.GetBytes(keys));
        return to.Written.ToArray();
    }

    private static string Text(UserStream state, UserStream? previous)
    {
        var text = new StringBuilder();
        UserStreamReader reader = state.ReadSince(previous);
        while (reader.TryRead(out UserAction action))
        {
            if (action.Kind == UserActionKind.Keys)
                text.Append(Encoding.ASCII.GetString(action.Keys));
            else
                text.Append('[').Append(action.Size.Columns).Append('x').Append(action.Size.Rows).Append(']');
        }
        return text.ToString();
    }
}
