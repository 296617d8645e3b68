using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

public sealed class PathsTests
{
    [Theory]
    [InlineData("192.0.2.7", 60001)]
    [InlineData("0.0.0.0", 0)]
    [InlineData("255.255.255.255", 65535)]
    [InlineData("2001:db8::1", 60001)]
    [InlineData("::", 1)]
    [InlineData("fe80::1%7", 60999)]
    public void An_endpoint_comes_back_from_its_path(string address, int port)
    {
        Assert.True(UdpEndpoint.TryParse(address, port, out UdpEndpoint endpoint));
        NetworkPath path = endpoint.ToPath();
        Assert.Equal(endpoint, path.ToEndpoint());
        Assert.Equal(endpoint.Family == UdpFamily.V6, path.IsIPv6);
        Assert.Equal(port, path.Port);
        Assert.Equal(endpoint.ScopeId, path.ScopeId);
    }

    [Fact]
    public void An_address_seen_through_a_dual_stack_socket_is_the_same_path()
    {
        Assert.True(UdpEndpoint.TryParse("::ffff:192.0.2.7", 5, out UdpEndpoint mapped));
        Assert.True(UdpEndpoint.TryParse("192.0.2.7", 5, out UdpEndpoint plain));
        Assert.Equal(plain.ToPath(), mapped.ToPath());
        Assert.False(mapped.ToPath().IsIPv6);
    }

    [Fact]
    public void Port_scope_and_socket_tell_paths_apart()
    {
        Assert.True(UdpEndpoint.TryParse("fe80::1%7", 5, out UdpEndpoint one));
        Assert.True(UdpEndpoint.TryParse("fe80::1%8", 5, out UdpEndpoint other));
        Assert.NotEqual(one.ToPath(), other.ToPath());
        Assert.NotEqual(one.ToPath(), one.WithPort(6).ToPath());
        Assert.NotEqual(one.ToPath(1), one.ToPath(2));
        Assert.Equal(one, one.ToPath(2).ToEndpoint());
        Assert.NotEqual(UdpEndpoint.Any(UdpFamily.V4, 5).ToPath(), UdpEndpoint.Any(UdpFamily.V6, 5).ToPath());
    }
}
