using System.Text;
using Moshi.Session;
using Moshi.Tests.Terminal;
using Moshi.Transport.Buffers;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

public sealed class HostStateTests
{
    private static readonly WindowSize Standard = new(80, 24);

    [Fact]
    public void A_diff_turns_any_earlier_state_into_the_present_one()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var output = new RandomOutput(seed);
            var server = new HostState(new WindowSize(output.Next(1, 60), output.Next(1, 20)), answersQueries: true);
            // State 0 of the client may have another size.
            List<(HostState Server, HostState Client)> states = [(server.Snapshot(), new HostState(Standard, answersQueries: false))];
            // Blank pictures of two sizes count as equal before anything was shown.
            server.Feed("\u001b]0;shown\a"u8);
            for (int step = 0; step < 6; step++)
            {
                if (output.Next(4) == 0)
                    server.Resize(new WindowSize(output.Next(1, 60), output.Next(1, 20)));
                server.Feed(output.Bytes(output.Next(1, 20), server.Screen.Columns, server.Screen.Rows));
                if (output.Next(2) == 0)
                    server.Acknowledge((ulong)step);
                (HostState reference, HostState known) = states[output.Next(states.Count)];
                HostState client = known.Snapshot();
                Assert.True(client.TryApply(Diff(reference, server)), $"seed {seed} step {step}");
                string? difference = Pictures.WireDifference(server.Screen, client.Screen);
                Assert.True(difference is null, $"seed {seed} step {step}: {difference}");
                Assert.Equal(server.EchoAck, client.EchoAck);
                Assert.True(client.Replies.IsEmpty, $"seed {seed}: a client that answers queries kills the session");
                states.Add((server.Snapshot(), client));
            }
        }
    }

    [Fact]
    public void A_diff_from_state_0_always_tells_the_size()
    {
        var server = new HostState(Standard, answersQueries: true);
        HostState zero = server.Snapshot();
        server.Feed("x"u8);
        var reader = new HostMessageReader(Diff(zero, server));
        Assert.True(reader.TryRead(out HostPart part));
        Assert.Equal(HostPartKind.Resize, part.Kind);
        Assert.Equal(Standard, part.Size);
        // Between later states only when it changes.
        HostState one = server.Snapshot();
        server.Feed("y"u8);
        reader = new HostMessageReader(Diff(one, server));
        Assert.True(reader.TryRead(out part));
        Assert.Equal(HostPartKind.Bytes, part.Kind);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void Equal_states_differ_by_nothing()
    {
        var state = new HostState(Standard, answersQueries: true);
        Assert.Empty(Diff(state.Snapshot(), state));
        state.Feed("text\u001b[1m"u8);
        HostState copy = state.Snapshot();
        Assert.True(copy.Matches(state));
        Assert.Empty(Diff(copy, state));
    }

    [Fact]
    public void A_snapshot_does_not_see_what_comes_later()
    {
        var state = new HostState(Standard, answersQueries: true);
        state.Feed("before"u8);
        HostState snapshot = state.Snapshot();
        state.Feed("\rafter!"u8);
        state.Acknowledge(9);
        Assert.StartsWith("before", snapshot.Screen.RowText(0), StringComparison.Ordinal);
        Assert.Equal(0ul, snapshot.EchoAck);
    }

    [Fact]
    public void An_echoed_letter_is_two_bytes_and_what_has_more_to_say_says_it()
    {
        var server = new HostState(new WindowSize(20, 5), answersQueries: true) { WritesDeltas = true };
        server.Feed("$ "u8);
        HostState before = server.Snapshot();
        var client = new HostState(new WindowSize(20, 5), answersQueries: false);
        Assert.True(client.TryApply(Delta(new HostState(new WindowSize(20, 5), answersQueries: false), before)));
        foreach ((string output, string expected) in ((string, string)[])[("x", "8878"), ("\r\n", "8400080100"), ("\a", "8400200101")])
        {
            before = server.Snapshot();
            server.Feed(System.Text.Encoding.ASCII.GetBytes(output));
            byte[] diff = Delta(before, server.Snapshot());
            Assert.Equal(expected, Convert.ToHexStringLower(diff));
            Assert.True(client.TryApply(diff));
            Assert.True(client.Screen.SameAs(server.Screen), output);
        }
        Assert.False(client.Snapshot().TryApply([0x88]));
        Assert.False(client.Snapshot().TryApply([0x8C, 0, 0, 0x78]));

        static byte[] Delta(HostState from, HostState to)
        {
            var diff = new ByteBuffer();
            to.WriteDiff(from, diff);
            return diff.Written.ToArray();
        }
    }

    [Fact]
    public void The_echo_ack_only_grows_whoever_sets_it()
    {
        var state = new HostState(Standard, answersQueries: false);
        state.Acknowledge(7);
        state.Acknowledge(3);
        Assert.Equal(7ul, state.EchoAck);
        var diff = new ByteBuffer();
        HostMessageWriter.WriteEchoAck(diff, 5);
        Assert.True(state.TryApply(diff.Written));
        Assert.Equal(7ul, state.EchoAck);
    }

    [Fact]
    public void An_echo_ack_alone_is_not_urgent_and_costs_no_paint()
    {
        var state = new HostState(Standard, answersQueries: true);
        state.Feed("$ "u8);
        HostState reference = state.Snapshot();
        state.Acknowledge(4);
        Assert.False(state.Matches(reference));
        Assert.False(state.IsUrgentSince(reference));
        Assert.Equal("0A043A024004", Convert.ToHexString(Diff(reference, state)));
        state.Feed("l"u8);
        Assert.True(state.IsUrgentSince(reference));
    }

    [Theory]
    [InlineData("0A")]
    [InlineData("0A50")]
    [InlineData("0A06120422")]
    [InlineData("0A0612042205616161")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("0A043A0240FF")]
    public void Malformed_diffs_are_refused(string hex) =>
        Assert.False(new HostState(Standard, answersQueries: false).TryApply(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("0A061A0428003000", 1, 1)]
    [InlineData("0A0F1A0D28FBFFFFFFFFFFFFFFFF01300A", 1, 10)]
    [InlineData("0A131A1128FFFFFFFF073080808080F8FFFFFFFF01", 1000, 1)]
    public void Impossible_sizes_become_possible_ones(string hex, int columns, int rows)
    {
        var state = new HostState(Standard, answersQueries: false);
        Assert.True(state.TryApply(Convert.FromHexString(hex)));
        Assert.Equal((columns, rows), (state.Screen.Columns, state.Screen.Rows));
    }

    [Fact]
    public void Only_a_state_with_a_program_behind_it_answers_queries()
    {
        byte[] query = Encoding.ASCII.GetBytes("\u001b[6n");
        var server = new HostState(Standard, answersQueries: true);
        var client = new HostState(Standard, answersQueries: false);
        server.Feed(query);
        client.Feed(query);
        Assert.Equal("\u001b[1;1R", Encoding.ASCII.GetString(server.Replies));
        Assert.True(client.Replies.IsEmpty);
        server.ClearReplies();
        Assert.True(server.Replies.IsEmpty);
    }

    private static byte[] Diff(HostState reference, HostState state)
    {
        var diff = new ByteBuffer();
        state.WriteDiff(reference, diff);
        return diff.Written.ToArray();
    }
}
