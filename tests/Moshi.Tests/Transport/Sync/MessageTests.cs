using System.Text.Json;
using Moshi.Transport.Buffers;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class MessageTests
{
    [Fact]
    public void User_diffs_come_out_as_the_vectors_say()
    {
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("user_diff_encoding").EnumerateArray())
        {
            var stream = new UserStream();
            UserStream state0 = stream.Snapshot();
            foreach (JsonElement action in vector.GetProperty("actions").EnumerateArray())
            {
                string[] words = action.GetString()!.Split(' ', 'x');
                if (string.Equals(words[0], "byte", StringComparison.Ordinal))
                {
                    Assert.True(stream.TryAppendKeys(Convert.FromHexString(words[1])));
                    continue;
                }
                // Each of these is a state of its own: otherwise only the last of two sizes in a row would be told.
                stream.Snapshot();
                stream.AppendResize(new WindowSize(int.Parse(words[1], null), int.Parse(words[2], null)));
            }
            Assert.Equal(vector.Hex("diff_hex"), DiffOf(stream, state0));
        }
    }

    [Fact]
    public void Host_diffs_come_out_as_the_vectors_say()
    {
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("host_diff_encoding").EnumerateArray())
        {
            JsonElement parts = vector.GetProperty("parts");
            var written = new ByteBuffer();
            if (parts.TryGetProperty("echo_ack", out JsonElement echo))
                HostMessageWriter.WriteEchoAck(written, echo.GetUInt64());
            if (parts.TryGetProperty("resize", out JsonElement size))
                HostMessageWriter.WriteResize(written, new WindowSize(size[0].GetInt32(), size[1].GetInt32()));
            if (parts.TryGetProperty("hostbytes", out JsonElement bytes))
                HostMessageWriter.WriteBytes(written, System.Text.Encoding.ASCII.GetBytes(bytes.GetString()!));
            Assert.Equal(vector.Hex("diff_hex"), written.Written);
        }
    }

    [Theory]
    [InlineData("0a0c1a0428503018120422026162" + "22", false)]
    [InlineData("0a0c1a0428503018120422026162" + "9a0600", true)]
    [InlineData("0a0c12042202616b1a0428503018", true)]
    public void Of_several_known_actions_in_one_instruction_the_keys_count(string hex, bool isGood)
    {
        var reader = new UserMessageReader(Convert.FromHexString(hex));
        Assert.True(reader.TryRead(out UserAction action));
        Assert.Equal(UserActionKind.Keys, action.Kind);
        Assert.Equal((byte)'a', action.Keys[0]);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(!isGood, reader.IsMalformed);
    }

    [Fact]
    public void Of_several_known_parts_in_one_instruction_the_first_kind_counts()
    {
        var reader = new HostMessageReader(Convert.FromHexString("0a0f3a0240051a04285030181203220178" + "0a0a3a0240091a0428503018"));
        Assert.True(reader.TryRead(out HostPart part));
        Assert.Equal(HostPartKind.Bytes, part.Kind);
        Assert.True(reader.TryRead(out part));
        Assert.Equal(HostPartKind.Resize, part.Kind);
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
    }

    [Fact]
    public void Unknown_fields_and_actions_are_passed_over()
    {
        var reader = new UserMessageReader(Convert.FromHexString("0803" + "0a056a03616263" + "0a0a12082a01612201613007" + "1a0158"));
        Assert.True(reader.TryRead(out UserAction action));
        Assert.Equal("a"u8, action.Keys);
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
    }

    [Theory]
    [InlineData(0, 24)]
    [InlineData(80, 0)]
    [InlineData(-1, 24)]
    [InlineData(80, 1001)]
    public void Sizes_that_kill_a_stock_peer_are_never_written(int columns, int rows)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => UserMessageWriter.WriteResize(new ByteBuffer(), new WindowSize(columns, rows)));
        Assert.Throws<ArgumentOutOfRangeException>(() => HostMessageWriter.WriteResize(new ByteBuffer(), new WindowSize(columns, rows)));
    }

    [Theory]
    [InlineData("0a061a0428003018", 0)]
    [InlineData("0a0f1a0d28ffffffffffffffffff013018", 0)]
    [InlineData("0a041a023018", 0)]
    [InlineData("0a061a0428503000", 0)]
    [InlineData("0a091a072880808008300a", 1)]
    public void Sizes_from_outside_are_ignored_or_clamped(string hex, int resizes)
    {
        var stream = new UserStream();
        UserStream start = stream.Snapshot();
        Assert.True(stream.TryApply(Convert.FromHexString(hex)));
        UserStreamReader reader = stream.ReadSince(start);
        int count = 0;
        while (reader.TryRead(out UserAction action))
        {
            Assert.True(action.Size.IsValid);
            count++;
        }
        Assert.Equal(resizes, count);
    }

    [Fact]
    public void Mutated_diffs_never_throw()
    {
        var random = new Random(11);
        byte[] good = Convert.FromHexString("0a0512032201610a061a04285030180a043a0240050a051203220162");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = good[..random.Next(good.Length + 1)];
            for (int n = random.Next(4); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var user = new UserMessageReader(bytes);
            while (user.TryRead(out _))
            {
            }
            var host = new HostMessageReader(bytes);
            while (host.TryRead(out _))
            {
            }
        }
    }

    internal static byte[] DiffOf(UserStream stream, UserStream reference)
    {
        var diff = new ByteBuffer();
        stream.WriteDiff(reference, diff);
        return diff.Written.ToArray();
    }
}
