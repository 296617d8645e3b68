using System.Text.Json;
using Moshi.Tests.Transport.Crypto;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class SealedDatagramTests
{
    private static readonly byte[] Key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    [Fact]
    public void The_seal_vectors_come_out_byte_for_byte()
    {
        int count = 0;
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("seal").EnumerateArray())
        {
            using var cipher = new ReferenceOcb(vector.Hex("key_hex"));
            var sealer = new DatagramSealer(cipher, DirectionOf(vector.Text("direction")), vector.Number("seq"));
            byte[] compressed = vector.Hex("compressed_hex");
            byte[] plain = new byte[14 + compressed.Length];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(plain, (ushort)vector.Int("timestamp"));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(2), (ushort)vector.Int("timestamp_reply"));
            HeaderOf(vector.GetProperty("fragment")).Write(plain.AsSpan(4));
            compressed.CopyTo(plain, 14);
            Assert.Equal(vector.Hex("plaintext_hex"), plain);
            byte[] datagram = new byte[plain.Length + 24];
            Assert.True(sealer.TrySeal(plain, datagram));
            Assert.Equal(vector.Hex("datagram_hex"), datagram);
            Assert.Equal(vector.Number("seq") + 1, sealer.NextSequence);
            count++;
        }
        Assert.Equal(6, count);
    }

    [Fact]
    public void Fragment_headers_read_and_write_as_the_vectors_say()
    {
        byte[] bytes = new byte[10];
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("fragment_header").EnumerateArray())
        {
            FragmentHeader header = HeaderOf(vector);
            header.Write(bytes);
            Assert.Equal(vector.Hex("header_hex"), bytes);
            Assert.Equal(header, FragmentHeader.Read(bytes));
        }
    }

    [Fact]
    public void The_budgets_leave_the_room_that_mosh_leaves()
    {
        JsonElement limits = TransportVectors.Root.GetProperty("fragment_content_limits");
        Assert.Equal(DatagramSizes.IPv4BudgetBytes - DatagramSizes.OverheadBytes, limits.Int("ipv4"));
        Assert.Equal(DatagramSizes.IPv6BudgetBytes - DatagramSizes.OverheadBytes, limits.Int("ipv6"));
        Assert.Equal(DatagramSizes.FallbackBudgetBytes - DatagramSizes.OverheadBytes, limits.Int("fallback_after_EMSGSIZE"));
    }

    [Fact]
    public void A_container_in_the_short_form_comes_out_with_its_number_and_its_mark()
    {
        using var cipher = new ReferenceOcb(Key);
        var sealer = new DatagramSealer(cipher, Direction.ToClient, 0xFFFE) { IsShort = true, Prefix = new FrameNonce(0x12345, 0, 0).Join() };
        var opener = new DatagramOpener(cipher, Direction.ToClient) { SplitsNonce = true, TakesShort = true };
        byte[] plain = [1, 2, 3, 4, 0xA1, 0x01, 0x00];
        byte[] datagram = new byte[plain.Length + sealer.OverheadBytes];
        Assert.Equal(5 + 6 + 12, datagram.Length);
        for (ulong number = 0xFFFE; number < 0x10005; number++)
        {
            Assert.True(sealer.TrySeal(plain, datagram));
            Assert.Equal(OpenFailure.None, opener.Open(datagram, out Packet packet));
            Assert.Equal((number, 0x12345u), (packet.Sequence, packet.ConnectionId));
            Assert.Equal(plain, packet.Plain.ToArray());
            Assert.True(packet.IsWhole);
        }
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            datagram[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(OpenFailure.None, opener.Open(datagram, out _));
            datagram[bit / 8] ^= (byte)(1 << bit % 8);
        }
        for (int length = 0; length < datagram.Length; length++)
            Assert.NotEqual(OpenFailure.None, opener.Open(datagram.AsSpan(0, length), out _));
        // Authentic, and without timestamps.
        byte[] nothing = new byte[FrameNonce.ShortBytes + DatagramSizes.ShortTagBytes + 3];
        ulong nonce = new FrameNonce(0x12345, 0, 0x10005).Join() | 1UL << 63;
        FrameNonce.WriteShort(nonce, nothing);
        byte[] whole = new byte[12];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(whole.AsSpan(4), nonce);
        cipher.Seal(whole, default, new byte[3], nothing.AsSpan(FrameNonce.ShortBytes));
        Assert.Equal(OpenFailure.BadPlaintext, opener.Open(nothing, out _));
    }

    [Fact]
    public void Each_fault_has_its_reason()
    {
        using var cipher = new ReferenceOcb(Key);
        var opener = new DatagramOpener(cipher, Direction.ToServer);
        Assert.Equal(OpenFailure.TooShort, opener.Open(new byte[23], out _));
        Assert.Equal(OpenFailure.TooLong, opener.Open(new byte[2049], out _));
        Assert.Equal(OpenFailure.BadTag, opener.Open(new byte[24], out _));
        Assert.Equal(OpenFailure.WrongDirection, opener.Open(Seal(Direction.ToClient, 0, new byte[14]), out _));
        foreach (int length in Enumerable.Range(0, 14))
            Assert.Equal(OpenFailure.BadPlaintext, opener.Open(Seal(Direction.ToServer, 0, new byte[length]), out _));
        Assert.Equal(0ul, opener.ExpectedSequence);
        Assert.Equal(OpenFailure.None, opener.Open(Seal(Direction.ToServer, 0, new byte[14]), out Packet packet));
        Assert.True(packet.IsNewest);
        Assert.Equal(1ul, opener.ExpectedSequence);
        Assert.Equal(OpenFailure.None, opener.Open(Seal(Direction.ToServer, 9, new byte[2024]), out packet));
        Assert.Equal(8, packet.Skipped);
    }

    [Fact]
    public void Only_a_higher_sequence_number_is_the_newest()
    {
        using var cipher = new ReferenceOcb(Key);
        var opener = new DatagramOpener(cipher, Direction.ToClient);
        ulong[] arriving = [5, 3, 5, 6, 0, ulong.MaxValue >> 1, 7];
        bool[] expected = [true, false, false, true, false, true, false];
        for (int i = 0; i < arriving.Length; i++)
        {
            Assert.Equal(OpenFailure.None, opener.Open(Seal(Direction.ToClient, arriving[i], new byte[14]), out Packet packet));
            Assert.Equal(expected[i], packet.IsNewest);
            Assert.Equal(arriving[i], packet.Sequence);
        }
    }

    [Fact]
    public void Sequence_numbers_end_before_they_would_touch_the_direction_bit()
    {
        using var cipher = new ReferenceOcb(Key);
        var sealer = new DatagramSealer(cipher, Direction.ToClient, DatagramSealer.SequenceEnd - 1);
        byte[] datagram = new byte[14 + 24];
        Assert.True(sealer.TrySeal(new byte[14], datagram));
        Assert.Equal("FFFFFFFFFFFFFFFF", Convert.ToHexString(datagram, 0, 8));
        Assert.True(sealer.IsExhausted);
        Assert.False(sealer.TrySeal(new byte[14], datagram));
    }

    [Fact]
    public void Sealing_stops_when_the_block_budget_is_spent()
    {
        using var cipher = new ReferenceOcb(Key);
        var sealer = new DatagramSealer(cipher, Direction.ToClient, 0, DatagramSealer.MaxBlocks - 3);
        Assert.True(sealer.TrySeal(new byte[17], new byte[17 + 24]));
        Assert.False(sealer.IsExhausted);
        Assert.True(sealer.TrySeal(new byte[1], new byte[1 + 24]));
        Assert.True(sealer.IsExhausted);
        Assert.False(sealer.TrySeal(new byte[1], new byte[1 + 24]));
    }

    internal static Direction DirectionOf(string name) => string.Equals(name, "to_client", StringComparison.Ordinal) ? Direction.ToClient : Direction.ToServer;

    internal static FragmentHeader HeaderOf(System.Text.Json.JsonElement fragment) =>
        new(fragment.Number("id"), fragment.Int("num"), fragment.GetProperty("final").GetBoolean());

    private static byte[] Seal(Direction direction, ulong sequence, byte[] plain)
    {
        using var cipher = new ReferenceOcb(Key);
        byte[] datagram = new byte[plain.Length + 24];
        Assert.True(new DatagramSealer(cipher, direction, sequence).TrySeal(plain, datagram));
        return datagram;
    }
}
