using System.Text;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class SshLogTests
{
    private const string Text =
        "Warning: Permanently added 'h' (ED25519) to the list of known hosts.\r\nAuthenticated to h ([192.0.2.1]:22) using \"publickey\".\r\n" +
        "Permission \u001b[2Jdenied\r\nTransferred: sent 1, received 2 bytes, in 0.2 seconds\r\nBytes per second: sent 1.0, received 2.0\r\n";

    [Theory]
    [InlineData("INFO", false, "Warning: Permanently added 'h' (ED25519) to the list of known hosts.\nPermission ?[2Jdenied\n")]
    [InlineData("ERROR", false, "Permission ?[2Jdenied\n")]
    [InlineData("QUIET", false, "")]
    [InlineData("INFO", true, "")]
    public void User_sees_what_ssh_would_have_said_without_us(string level, bool isQuiet, string expected)
    {
        SshLog log = Read(level, isQuiet);
        Assert.Equal(expected, log.TakeShown());
        Assert.Equal("", log.TakeShown());
    }

    [Fact]
    public void Verbose_user_sees_all() => Assert.Equal(5, Read("DEBUG1", isQuiet: false).TakeShown().Split('\n').Length - 1);

    [Fact]
    public void Login_is_complete_with_the_line_that_says_where()
    {
        SshLog log = Read("INFO", isQuiet: false);
        Assert.True(log.IsAuthenticated);
        Assert.Equal("Authenticated to h ([192.0.2.1]:22) using \"publickey\".", log.AuthenticatedLine);
    }

    private static SshLog Read(string level, bool isQuiet)
    {
        var log = new SshLog(level, isQuiet);
        foreach (byte b in Encoding.UTF8.GetBytes(Text))
            log.Receive([b]);
        return log;
    }
}
