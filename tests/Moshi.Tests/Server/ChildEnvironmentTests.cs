using Moshi.Platform.Process;
using Moshi.Server;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class ChildEnvironmentTests
{
    [Theory]
    [InlineData(256, "xterm-256color")]
    [InlineData(255, "xterm")]
    [InlineData(88, "xterm")]
    [InlineData(0, "xterm")]
    [InlineData(16_777_216, "xterm")]
    public void Only_256_colours_have_a_terminal_type_of_their_own(int colors, string term) =>
        Assert.Equal(term, ChildEnvironment.Create(colors, home: null)["TERM"]);

    [Fact]
    public void The_programs_are_told_about_this_terminal_and_not_about_one_around_it()
    {
        EnvironmentBlock environment = ChildEnvironment.Create(8, home: "/home/ann");
        Assert.Equal("1", environment["NCURSES_NO_UTF8_ACS"]);
        Assert.Null(environment["STY"]);
        Assert.Equal("/home/ann", environment["PWD"]);
        Assert.Equal(NativeEnvironment.Copy()["PATH"], environment["PATH"]);
        Assert.Equal(NativeEnvironment.Copy()["PWD"], ChildEnvironment.Create(8, home: null)["PWD"]);
    }
}
