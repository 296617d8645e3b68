using Moshi.Server;
using Moshi.Tests.Commands.Options;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class ServerLocaleTests
{
    [Theory]
    [InlineData("", "[no charset variables]")]
    [InlineData("HOME=/root TERM=xterm", "[no charset variables]")]
    [InlineData("LANG=C", "LANG=C")]
    [InlineData("LC_ALL=POSIX LANG=en_US.ISO-8859-1", "LANG=en_US.ISO-8859-1 LC_ALL=POSIX")]
    public void The_variables_that_decide_are_listed(string environment, string expected) =>
        Assert.Equal(expected, ServerLocale.Describe(FakeEnvironment.Of(environment)));
}
