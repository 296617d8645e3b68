using Moshi.Platform.Net;
using Xunit;

namespace Moshi.Tests.Platform;

public sealed class UdpEndpointTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:60001", UdpFamily.V4)]
    [InlineData("0.0.0.0", "0.0.0.0:60001", UdpFamily.V4)]
    [InlineData("2001:db8::1", "[2001:db8::1]:60001", UdpFamily.V6)]
    [InlineData("2001:0DB8:0:0::1", "[2001:db8::1]:60001", UdpFamily.V6)]
    [InlineData("::1", "[::1]:60001", UdpFamily.V6)]
    [InlineData("fe80::1%7", "[fe80::1%7]:60001", UdpFamily.V6)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1:60001", UdpFamily.V4)]
    public void Numeric_addresses_parse_and_print(string text, string printed, UdpFamily family)
    {
        Assert.True(UdpEndpoint.TryParse(text, 60001, out UdpEndpoint endpoint));
        Assert.Equal(printed, endpoint.ToString());
        Assert.Equal(family, endpoint.Family);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("127.1")]
    [InlineData("1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("1.2.3.4%1")]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1%0")]
    [InlineData(" ::1")]
    public void Anything_else_is_refused(string text) => Assert.False(UdpEndpoint.TryParse(text, 1, out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void Ports_outside_16_bits_are_refused(int port) => Assert.False(UdpEndpoint.TryParse("::1", port, out _));

    [Fact]
    public void A_v4_mapped_address_equals_the_ipv4_address_it_stands_for()
    {
        var mapped = UdpEndpoint.FromBytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1], 9);
        var plain = UdpEndpoint.FromBytes([192, 0, 2, 1], 9);
        Assert.Equal(plain, mapped);
        Assert.Equal(plain.GetHashCode(), mapped.GetHashCode());
    }

    [Fact]
    public void Port_scope_and_family_all_count_in_equality()
    {
        Assert.True(UdpEndpoint.TryParse("fe80::1%2", 5, out UdpEndpoint one));
        Assert.True(UdpEndpoint.TryParse("fe80::1%3", 5, out UdpEndpoint otherScope));
        Assert.NotEqual(one, otherScope);
        Assert.NotEqual(one, one.WithPort(6));
        Assert.True(one.HasSameAddress(one.WithPort(6)));
        Assert.NotEqual(UdpEndpoint.Any(UdpFamily.V4), UdpEndpoint.Any(UdpFamily.V6));
        Assert.True(default(UdpEndpoint).IsNone);
    }

    [Fact]
    public void Address_bytes_round_trip()
    {
        var random = new Random(11);
        byte[] bytes = new byte[16], back = new byte[16];
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(bytes);
            Assert.Equal(16, UdpEndpoint.FromBytes(bytes, 1).WriteAddress(back));
            Assert.Equal(bytes, back);
            Assert.Equal(4, UdpEndpoint.FromBytes(bytes.AsSpan(0, 4), 1).WriteAddress(back));
            Assert.Equal(bytes[..4], back[..4]);
        }
    }
}
