using Moshi.Interop.FrontDoor;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Connect;

/// <summary>A host without a server gets ours over the login that there is, if the user agrees, and once.</summary>
public sealed class InstallTests
{
    private static readonly SshHostPlan s_bare = new() { Server = null };

    [Fact]
    public void A_server_is_copied_once_and_in_the_same_login()
    {
        using var host = SshHost.Start(s_bare);

        Assert.Equal(3, Talk(host, ["--install=auto"]).Code);
        Assert.Equal(1, host.Logins);
        string copy = $"{host.Home}/.local/bin/moshi-server";
        Assert.Equal(File.ReadAllBytes(Programs.Require(Implementation.Ours, "moshi")), File.ReadAllBytes(copy));
        Assert.Single(Directory.GetFiles($"{host.Home}/.local/bin"));
        DateTime written = File.GetLastWriteTimeUtc(copy);

        Assert.Equal(3, Talk(host, ["--install=auto"]).Code);
        Assert.Equal(2, host.Logins);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
    }

    [Theory]
    [InlineData("y\r", 3)]
    [InlineData("n\r", 255)]
    [InlineData("\r", 255)]
    public void The_user_is_asked_first(string answer, int status)
    {
        using var host = SshHost.Start(s_bare);
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.WaitFor("[y/N]");
        session.Write(answer);

        Assert.Equal(status, status == 3 ? Talk(session).Code : session.WaitForExit().Code);
        Assert.Equal(1, host.Logins);
        Assert.Equal(status == 3, File.Exists($"{host.Home}/.local/bin/moshi-server"));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_said()
    {
        using var host = SshHost.Start(s_bare with { Setup = "rm -rf HOME/.local; touch HOME/.local" });
        using PtyProcess session = host.Connect(["--install=auto"], []);

        Assert.Equal(255, session.WaitForExit().Code);
        Assert.Contains("~/.local/bin cannot be made there", session.Transcript, StringComparison.Ordinal);
    }

    private static ExitStatus Talk(SshHost host, IReadOnlyList<string> options)
    {
        using PtyProcess session = host.Connect(options, ["sh", "talk.sh"]);
        return Talk(session);
    }

    private static ExitStatus Talk(PtyProcess session)
    {
        session.WaitFor("ready");
        session.Write("hello\r");
        session.WaitFor("got hello");
        session.Write("\r");
        return session.WaitForExit();
    }
}
