using Moshi.Ssh.Bootstrap;
using Moshi.Tests.Commands.Options;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class LocaleChoiceTests
{
    [Theory]
    [InlineData("auto", "LANG=de_DE.UTF-8 LC_TIME=C", "LANG=de_DE.UTF-8 LC_TIME=C")]
    [InlineData("auto", "LC_CTYPE=UTF-8", "LC_CTYPE=C.UTF-8")]
    [InlineData("auto", "LANG=fr_FR.UTF-8 LC_CTYPE=UTF-8", "LANG=fr_FR.UTF-8 LC_CTYPE=C.UTF-8")]
    [InlineData("auto", "", "LANG=C.UTF-8")]
    [InlineData("auto", "LANG=C", "LANG=C.UTF-8")]
    [InlineData("auto", "LC_ALL=POSIX LC_TIME=it_IT.utf8", "LANG=C.UTF-8 LC_TIME=it_IT.utf8")]
    [InlineData("auto", "LANG=de_DE.ISO-8859-1 LC_ALL=en_US.UTF-8", "LANG=de_DE.ISO-8859-1 LC_ALL=en_US.UTF-8")]
    [InlineData("en_GB.UTF-8", "LANG=C", "LC_ALL=en_GB.UTF-8")]
    public void Locale_goes_along_and_always_ends_in_UTF8(string wanted, string environment, string expected) =>
        Assert.Equal(expected, string.Join(' ', LocaleChoice.Collect(wanted, FakeEnvironment.Of(environment))));
}
