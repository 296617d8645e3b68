using Moshi.Ssh.Addresses;
using Xunit;

namespace Moshi.Tests.Ssh.Addresses;

public sealed class SshRouteTests
{
    [Theory]
    [InlineData("Authenticated to 127.0.0.1 ([127.0.0.1]:22622) using \"publickey\".", "127.0.0.1")]
    [InlineData("Authenticated to gw ([10.9.1.1]:22001) using \"keyboard-interactive\".\r", "10.9.1.1")]
    [InlineData("Authenticated to six ([2001:db8::7]:22) using \"publickey\".", "2001:db8::7")]
    [InlineData("Authenticated to near ([fe80::1%3]:22) using \"none\".", "fe80::1%3")]
    [InlineData("Authenticated to mapped ([::ffff:192.0.2.1]:22) using \"none\".", "192.0.2.1")]
    [InlineData("Authenticated to odd (via proxy) using \" ([192.0.2.1]:22) using \"password\".", "192.0.2.1")]
    public void The_log_tells_where_ssh_has_got_to(string line, string address)
    {
        Assert.True(SshRoute.TryReadLog(line, out SshRoute? route));
        Assert.Equal(SshRouteKind.Direct, route.Kind);
        Assert.Equal(address, route.Remote!.ToString());
    }

    [Fact]
    public void The_log_tells_of_a_proxy()
    {
        Assert.True(SshRoute.TryReadLog("Authenticated to inner (via proxy) using \"publickey\".", out SshRoute? route));
        Assert.Equal(SshRoute.Proxied, route);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Authenticated to ")]
    [InlineData("Authenticated to host ([host]:22) using \"publickey\".")]
    [InlineData("Authenticated to host ([192.0.2.1]:99999) using \"publickey\".")]
    [InlineData("debug1: Authenticated to host ([192.0.2.1]:22) using \"publickey\".")]
    [InlineData("Warning: Permanently added '[127.0.0.1]:22622' (ED25519) to the list of known hosts.")]
    public void Other_lines_of_the_log_tell_nothing(string line) => Assert.False(SshRoute.TryReadLog(line, out _));
}
