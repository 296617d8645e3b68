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

        Talk(host);
        Assert.Equal(1, host.Logins);
        string copy = $"{host.Home}/.local/bin/moshi-server";
        Assert.Equal(File.ReadAllBytes(Programs.Require(Implementation.Ours, "moshi")), File.ReadAllBytes(copy));
        Assert.Single(Directory.GetFiles($"{host.Home}/.local/bin"));
        DateTime written = File.GetLastWriteTimeUtc(copy);

        Talk(host);
        Assert.Equal(2, host.Logins);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public void With_the_users_consent_the_session_follows()
    {
        using var host = SshHost.Start(s_bare);
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.WaitFor("[y/N]");
        session.Write("y\r");

        host.Converse(session);
        Assert.Equal(1, host.Logins);
        Assert.True(File.Exists($"{host.Home}/.local/bin/moshi-server"));
    }

    [Theory]
    [InlineData("n\r")]
    [InlineData("\r")]
    public void Without_the_users_consent_nothing_is_copied(string answer)
    {
        using var host = SshHost.Start(s_bare);
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.WaitFor("[y/N]");
        session.Write(answer);

        Assert.Equal(255, session.WaitForExit().Code);
        Assert.Equal(1, host.Logins);
        Assert.False(File.Exists($"{host.Home}/.local/bin/moshi-server"));
    }

    [Fact]
    public void A_place_that_cannot_be_written_to_is_said()
    {
        using var host = SshHost.Start(s_bare with { Setup = "rm -rf HOME/.local; touch HOME/.local" });
        using PtyProcess session = host.Connect(["--install=auto"], []);

        Assert.Equal(255, session.WaitForExit().Code);
        Assert.Contains("~/.local/bin cannot be made there", session.Transcript, StringComparison.Ordinal);
    }

    private static void Talk(SshHost host)
    {
        using PtyProcess session = host.Connect(["--install=auto"], ["sh", "talk.sh"]);
        host.Converse(session);
    }
}
