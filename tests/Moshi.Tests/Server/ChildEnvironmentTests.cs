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

    [Fact]
    public void Nothing_of_the_login_that_started_the_server_is_left()
    {
        var login = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SSH_CONNECTION"] = "192.0.2.9 4711 192.0.2.1 22",
            ["SSH_CLIENT"] = "192.0.2.9 4711 22",
            ["SSH_TTY"] = "/dev/pts/99",
            ["SSH_AUTH_SOCK"] = "/tmp/ssh-abc/agent.1",
            ["SSH_ORIGINAL_COMMAND"] = "mosh-server new",
            ["DISPLAY"] = "localhost:10.0",
            ["TMUX"] = "/tmp/tmux-0/default,1,0",
            ["COLUMNS"] = "80",
            ["TERM_PROGRAM"] = "kept",
        };
        foreach ((string name, string value) in login)
            NativeEnvironment.Set(name, value);
        try
        {
            EnvironmentBlock environment = ChildEnvironment.Create(8, home: null, "/dev/pts/3", "192.0.2.9 50000 192.0.2.1 60001", [new("TERM_PROGRAM", "kept")]);
            Assert.Equal("192.0.2.9 50000 192.0.2.1 60001", environment["SSH_CONNECTION"]);
            Assert.Equal("192.0.2.9 50000 60001", environment["SSH_CLIENT"]);
            Assert.Equal("/dev/pts/3", environment["SSH_TTY"]);
            Assert.Equal("kept", environment["TERM_PROGRAM"]);
            foreach (string name in (string[])["SSH_AUTH_SOCK", "SSH_ORIGINAL_COMMAND", "DISPLAY", "TMUX", "COLUMNS"])
                Assert.Null(environment[name]);

            NativeEnvironment.Set("SSH_AGENT_PID", "77");
            NativeEnvironment.Set("DISPLAY", ":0");
            environment = ChildEnvironment.Create(8, home: null);
            Assert.Equal("/tmp/ssh-abc/agent.1", environment["SSH_AUTH_SOCK"]);
            Assert.Equal(":0", environment["DISPLAY"]);
            Assert.Null(environment["SSH_CONNECTION"]);
        }
        finally
        {
            foreach (string name in login.Keys.Append("SSH_AGENT_PID"))
                NativeEnvironment.Set(name, null);
        }
    }
}
