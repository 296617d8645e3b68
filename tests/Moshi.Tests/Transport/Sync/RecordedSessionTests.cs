using System.Text.Json;
using Moshi.Tests.Transport.Crypto;
using Moshi.Tests.Transport.Datagrams;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class RecordedSessionTests
{
    [Fact]
    public void Every_datagram_of_the_recorded_sessions_decodes_field_by_field()
    {
        int datagrams = 0, instructions = 0;
        foreach (JsonElement session in TransportVectors.Root.GetProperty("sessions").EnumerateArray())
        {
            byte[] key = new byte[16];
            Assert.True(KeyText.TryDecode(session.Text("key_base64"), key, out _));
            using var cipher = new ReferenceOcb(key);
            var ends = new Dictionary<string, (DatagramOpener Opener, Reassembler Reassembler)>(StringComparer.Ordinal);
            foreach (string direction in (string[])["to_server", "to_client"])
                ends[direction] = (new DatagramOpener(cipher, SealedDatagramTests.DirectionOf(direction)), new Reassembler());
            foreach (JsonElement recorded in session.GetProperty("datagrams").EnumerateArray())
            {
                (DatagramOpener opener, Reassembler reassembler) = ends[recorded.Text("direction")];
                datagrams++;
                if (Check(recorded, opener, reassembler))
                    instructions++;
            }
        }
        Assert.Equal(200, datagrams);
        Assert.True(instructions > 150);
    }

    private static bool Check(JsonElement recorded, DatagramOpener opener, Reassembler reassembler)
    {
        Assert.Equal(OpenFailure.None, opener.Open(recorded.Hex("datagram_hex"), out Packet packet));
        Assert.Equal(recorded.Number("seq"), packet.Sequence);
        Assert.Equal(recorded.Int("timestamp"), packet.Timestamp);
        Assert.Equal(recorded.Int("timestamp_reply"), packet.TimestampReply);
        JsonElement fragment = recorded.GetProperty("fragment");
        Assert.Equal(SealedDatagramTests.HeaderOf(fragment), packet.Fragment);
        Assert.Equal(fragment.Int("contents_len"), packet.Contents.Length);
        ReassemblyVerdict verdict = reassembler.Add(packet.Fragment, packet.Contents, out ReadOnlySpan<byte> compressed);
        if (!recorded.TryGetProperty("instruction", out JsonElement expected))
        {
            Assert.Equal(ReassemblyVerdict.Incomplete, verdict);
            return false;
        }
        Assert.Equal(ReassemblyVerdict.Complete, verdict);
        Assert.Equal(recorded.Int("compressed_len"), compressed.Length);
        Assert.True(new ZlibDecoder().TryInflate(compressed, Instruction.MaxBytes, out ReadOnlySpan<byte> message));
        Assert.Equal(recorded.Hex("instruction_hex"), message);
        Assert.True(Instruction.TryParse(message, out Instruction instruction));
        Assert.Equal((uint)expected.Int("protocol_version"), instruction.Version);
        Assert.Equal(expected.Number("old_num"), instruction.OldNumber);
        Assert.Equal(expected.Number("new_num"), instruction.NewNumber);
        Assert.Equal(expected.Number("ack_num"), instruction.AckNumber);
        Assert.Equal(expected.Number("throwaway_num"), instruction.ThrowawayNumber);
        Assert.Equal(expected.Hex("diff"), instruction.Diff);
        Assert.Equal(expected.Hex("chaff"), instruction.Chaff);
        var written = new ByteBuffer();
        instruction.Write(written);
        Assert.Equal(message, written.Written);
        if (string.Equals(recorded.Text("direction"), "to_server", StringComparison.Ordinal))
            CheckUserDiff(instruction.Diff, recorded.GetProperty("diff_decoded"));
        else
            CheckHostDiff(instruction.Diff, recorded.GetProperty("diff_decoded"));
        return true;
    }

    private static void CheckUserDiff(ReadOnlySpan<byte> diff, JsonElement expected)
    {
        var reader = new UserMessageReader(diff);
        var written = new ByteBuffer();
        foreach (JsonElement action in expected.EnumerateArray())
        {
            Assert.True(reader.TryRead(out UserAction read));
            if (action.TryGetProperty("keystroke", out JsonElement keystroke))
            {
                Assert.Equal(UserActionKind.Keys, read.Kind);
                Assert.Equal(keystroke.Hex("keys_hex"), read.Keys);
                UserMessageWriter.WriteKeys(written, read.Keys);
            }
            else
            {
                Assert.Equal(UserActionKind.Resize, read.Kind);
                Assert.Equal(SizeOf(action), read.Size);
                UserMessageWriter.WriteResize(written, read.Size);
            }
        }
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
        Assert.Equal(diff, written.Written);
    }

    private static void CheckHostDiff(ReadOnlySpan<byte> diff, JsonElement expected)
    {
        var reader = new HostMessageReader(diff);
        var written = new ByteBuffer();
        foreach (JsonElement part in expected.EnumerateArray())
        {
            Assert.True(reader.TryRead(out HostPart read));
            if (part.TryGetProperty("hostbytes", out JsonElement bytes))
            {
                Assert.Equal(HostPartKind.Bytes, read.Kind);
                Assert.Equal(bytes.Hex("hoststring_hex"), read.Bytes);
                HostMessageWriter.WriteBytes(written, read.Bytes);
            }
            else if (part.TryGetProperty("echoack", out JsonElement echo))
            {
                Assert.Equal(HostPartKind.EchoAck, read.Kind);
                Assert.Equal(echo.Number("echo_ack_num"), read.EchoAck);
                HostMessageWriter.WriteEchoAck(written, read.EchoAck);
            }
            else
            {
                Assert.Equal(HostPartKind.Resize, read.Kind);
                Assert.Equal(SizeOf(part), read.Size);
                HostMessageWriter.WriteResize(written, read.Size);
            }
        }
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsMalformed);
        Assert.Equal(diff, written.Written);
    }

    private static WindowSize SizeOf(JsonElement part)
    {
        JsonElement size = part.GetProperty("resize");
        return new WindowSize(size.Int("width"), size.Int("height"));
    }
}
