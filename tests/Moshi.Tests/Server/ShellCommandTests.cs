using Moshi.Server;
using Moshi.Tests.Commands.Options;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class ShellCommandTests
{
    [Fact]
    public void A_command_runs_as_it_was_given()
    {
        var command = ShellCommand.Choose(["htop", "-d", "5"], text: null, FakeEnvironment.Of("HOME=/ SHELL=/bin/zsh"));
        Assert.Equal("htop", command.File);
        Assert.Equal(["htop", "-d", "5"], command.Arguments);
        Assert.Equal("/", command.WorkingDirectory);
        Assert.False(command.IsLoginShell);
    }

    [Fact]
    public void Without_a_command_the_shell_of_the_environment_is_a_login_shell()
    {
        var command = ShellCommand.Choose([], text: null, FakeEnvironment.Of("HOME=/ SHELL=/usr/local/bin/fish"));
        Assert.Equal("/usr/local/bin/fish", command.File);
        Assert.Equal(["-fish"], command.Arguments);
        Assert.True(command.IsLoginShell);
        Assert.Equal(command, ShellCommand.Choose(null, text: null, FakeEnvironment.Of("HOME=/ SHELL=/usr/local/bin/fish")) with { Arguments = command.Arguments });
    }

    [Fact]
    public void A_home_that_is_not_there_is_not_gone_to()
    {
        var command = ShellCommand.Choose(["true"], text: null, FakeEnvironment.Of("HOME=/nowhere/at/all SHELL=/bin/sh"));
        Assert.Null(command.WorkingDirectory);
    }

    [Fact]
    public void Without_variables_there_is_still_a_shell()
    {
        var command = ShellCommand.Choose(null, text: null, FakeEnvironment.Of(""));
        Assert.StartsWith("/", command.File, StringComparison.Ordinal);
        Assert.Equal(["-" + Path.GetFileName(command.File)], command.Arguments);
    }
}
