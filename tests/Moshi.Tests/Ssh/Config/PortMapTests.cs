using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Config;

public sealed class PortMapTests
{
    [Theory]
    [InlineData("60010", 60010, 60010)]
    [InlineData("60010-60019", 60013, 60013)]
    [InlineData("22001:60001", 60001, 22001)]
    [InlineData("60010-60019:60001-60010", 60004, 60013)]
    [InlineData("22001:60001,22002:60002", 60002, 22002)]
    [InlineData("22001:60001", 60005, 60005)]
    public void Bound_port_is_reached_at_its_external_one(string text, int bound, int external)
    {
        Assert.True(PortMap.TryParse(text, out PortMap? map, out _));
        Assert.Equal(external, map.ToExternal(bound));
        Assert.Equal(text, map.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("5-4")]
    [InlineData("1:2:3")]
    [InlineData("1-2:3")]
    [InlineData("a")]
    [InlineData("+1")]
    [InlineData("1,,2")]
    public void Anything_else_is_refused_with_an_example(string text)
    {
        Assert.False(PortMap.TryParse(text, out _, out string? error));
        Assert.NotNull(error);
    }

    [Fact]
    public void Server_binds_within_one_range()
    {
        Assert.True(PortMap.TryParse("22001:60001,22005:60004", out PortMap? map, out _));
        Assert.Equal(new PortRange(60001, 60004), map.Bindable);
    }
}
