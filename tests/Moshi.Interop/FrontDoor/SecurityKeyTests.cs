using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>
/// Keys that want to be touched. The authenticator is software, compiled here and loaded by OpenSSH like any other (SecurityKeyProvider); its finger is a file. ssh, its prompt
/// and the signatures that sshd checks are the real ones.
/// </summary>
public sealed class SecurityKeyTests
{
    [Theory]
    [InlineData("ecdsa-sk")]
    [InlineData("ed25519-sk")]
    public void The_prompt_is_seen_and_the_touch_connects_in_one_login(string type)
    {
        using SshHost host = Start(type);
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.WaitFor($"Confirm user presence for key {type.ToUpperInvariant()} SHA256:");
        Touch(host);

        host.Converse(session);
        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void Nobody_is_hurried()
    {
        using SshHost host = Start("ecdsa-sk");
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);
        session.WaitFor("Confirm user presence");

        // Longer than a start may be silent, and than the first screen may take. The limits themselves are unit-tested.
        session.Pump(TimeSpan.FromSeconds(17));

        Assert.True(session.IsRunning, session.Transcript);
        Assert.Equal(0, host.Logins);
        Touch(host);
        host.Converse(session);
        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void Ctrl_C_instead_of_a_touch_leaves_nothing_behind()
    {
        using SshHost host = Start("ecdsa-sk");
        using PtyProcess session = host.Connect([], []);
        session.WaitFor("Confirm user presence");

        session.Write("\x03");

        ExitStatus status = session.WaitForExit();
        Assert.True(status.Signal == (int)Signal.Interrupt || status.Code is 130, $"{status}: {PtyProcess.Quote(session.Transcript)}");
        Assert.Empty(Directory.GetFileSystemEntries($"{host.Home}/client/run"));
        Assert.DoesNotContain("could not log in", session.Transcript, StringComparison.Ordinal);
        LabTime.WaitUntil(() => Command.Run(["pgrep", "-f", $"ssh.*{host.Home}"]).Output.Split('\n').All(id => id.Length == 0 || !IsClient(id)), "the end of ssh and its helper");
        Assert.Equal(0, host.Logins);
    }

    [Fact]
    public void A_touch_through_a_connection_that_persists_is_wanted_once()
    {
        using SshHost host = Start("ecdsa-sk", "ControlMaster auto\nControlPath HOME/master\nControlPersist 10m");
        try
        {
            using (PtyProcess first = host.Connect([], ["sh", "talk.sh"]))
            {
                first.WaitFor("Confirm user presence");
                Touch(host);
                host.Converse(first);
            }

            host.Converse();
            Assert.Equal(1, host.Logins);
        }
        finally
        {
            host.EndMaster();
        }
    }

    private static bool IsClient(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Split('\0')[0] is "ssh" or "/usr/bin/ssh" or "/usr/lib/openssh/ssh-sk-helper";
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>A host that takes such a key only; the first touch is for making it.</summary>
    private static SshHost Start(string type, string sshConfig = "")
    {
        foreach (string tool in (string[])["cc", "ssh-keygen"])
            Pairings.RequireTool(tool);
        Assert.SkipUnless(File.Exists("/usr/include/openssl/ec.h"), "libssl-dev is not installed: no software authenticator");
        var host = SshHost.Start(new SshHostPlan { SshConfig = $"SecurityKeyProvider HOME/authenticator.so\nIdentityFile HOME/touch_key\n{sshConfig}" });
        try
        {
            string source = $"{Programs.Root}/tests/Moshi.Interop/FrontDoor/Authenticator/authenticator.c";
            Command.Outcome built = Command.Run(
                ["cc", "-shared", "-fPIC", "-Wno-deprecated-declarations", "-DSK_VERSION=0x000a0000", $"-DTOUCH=\"{host.Home}/touch\"", "-o", $"{host.Home}/authenticator.so", source, "-lcrypto"]);
            Assert.True(built.ExitCode == 0, built.Error);
            Command.Outcome made = Command.Run(["ssh-keygen", "-q", "-t", type, "-w", $"{host.Home}/authenticator.so", "-N", "", "-f", $"{host.Home}/touch_key"]);
            Assert.SkipWhen(made.Error.Contains("unsupported version", StringComparison.Ordinal), $"this OpenSSH has another interface for security keys: {made.Error}");
            Assert.True(made.ExitCode == 0, made.Error);
            File.Copy($"{host.Home}/touch_key.pub", $"{host.Home}/.ssh/authorized_keys", overwrite: true);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static void Touch(SshHost host) => File.WriteAllText($"{host.Home}/touch", "");
}
