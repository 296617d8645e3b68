using Moshi.Session;
using Moshi.Transport.Nat;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Nat;

public sealed class StunBindingTests
{
    // RFC 5769 §2.2 and §2.3: answers with SOFTWARE, XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT.
    private const string SampleIPv4 =
        "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

    private const string SampleIPv6 =
        "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c";

    private static readonly byte[] s_transaction = Convert.FromHexString("b7e7a701bc34d686fa87dfae");

    [Theory]
    [InlineData(SampleIPv4, "192.0.2.1:32853")]
    [InlineData(SampleIPv6, "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void The_samples_of_RFC_5769_are_read(string hex, string expected)
    {
        byte[] answer = Convert.FromHexString(hex);

        Assert.True(StunBinding.IsAnswer(answer, s_transaction));
        Assert.True(StunBinding.TryReadMapped(answer, out NetworkPath seen));
        Assert.Equal(expected, seen.ToEndpoint().ToString());
    }

    [Theory]
    [InlineData(SampleIPv4, "192.0.2.1:32853")]
    [InlineData(SampleIPv6, "[2001:db8:1234:5678:11:2233:4455:6677]:32853")]
    public void An_answer_with_a_bit_changed_never_gives_another_address_and_a_shorter_one_none(string hex, string expected)
    {
        byte[] answer = Convert.FromHexString(hex);
        int accepted = 0;
        for (int bit = 0; bit < answer.Length * 8; bit++)
        {
            answer[bit / 8] ^= (byte)(1 << (bit % 8));
            if (StunBinding.IsAnswer(answer, s_transaction) && StunBinding.TryReadMapped(answer, out NetworkPath seen))
            {
                accepted++;
                Assert.Equal(expected, seen.ToEndpoint().ToString());
            }

            answer[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // Where the change turns FINGERPRINT into an attribute that nobody knows.
        Assert.InRange(accepted, 0, 32);

        for (int length = 0; length < answer.Length; length++)
            Assert.False(StunBinding.IsAnswer(answer.AsSpan(0, length), s_transaction), $"{length} bytes");
    }

    [Fact]
    public void A_request_is_a_header_and_a_fingerprint()
    {
        byte[] request = new byte[StunBinding.RequestBytes];
        StunBinding.WriteRequest(request, s_transaction);

        // The CRC was computed with Python's zlib.
        Assert.Equal("000100082112a442b7e7a701bc34d686fa87dfae80280004" + ExpectedFingerprint, Convert.ToHexStringLower(request));
    }

    private const string ExpectedFingerprint = "fdf6ae02";

    [Fact]
    public void An_old_server_that_knows_the_plain_address_only_is_understood()
    {
        byte[] answer = Convert.FromHexString("0101000c2112a442b7e7a701bc34d686fa87dfae" + "000100080001ea61cb007109");

        Assert.True(StunBinding.IsAnswer(answer, s_transaction));
        Assert.True(StunBinding.TryReadMapped(answer, out NetworkPath seen));
        Assert.Equal("203.0.113.9:60001", seen.ToEndpoint().ToString());
    }

    [Theory]
    [InlineData("011100002112a442b7e7a701bc34d686fa87dfae", "an error")]
    [InlineData("010100002112a442b7e7a701bc34d686fa87dfae", "no address")]
    [InlineData("0101000c2112a442b7e7a701bc34d686fa87dfae002000080001a147e112a6", "cut off")]
    [InlineData("0101000c2112a442b7e7a701bc34d686fa87dfae002000080003a147e112a643", "an unknown family")]
    [InlineData("0101000c2112a442b7e7a701bc34d686fa87dfae0020ffff0001a147e112a643", "a length beyond the end")]
    public void Other_answers_have_no_address(string hex, string what)
    {
        byte[] answer = Convert.FromHexString(hex);

        Assert.False(StunBinding.TryReadMapped(answer, out _), what);
    }

    [Fact]
    public void Datagrams_of_a_session_are_no_answers()
    {
        var random = new Random(7);
        byte[] datagram = new byte[80];
        for (int i = 0; i < 10_000; i++)
        {
            random.NextBytes(datagram);
            datagram[0] = 0;
            Assert.False(StunBinding.IsAnswer(datagram, s_transaction));
        }
    }
}
