using System.Text;
using Moshi.Server;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class MotdTests
{
    [Fact]
    public void No_session_left_behind_is_no_notice() => Assert.Empty(Motd.DetachedSessions([]));

    [Fact]
    public void One_session_is_named_in_the_sentence() =>
        Assert.Equal(
            "\n\u001b[37;44mMosh: You have a detached Mosh session on this server (mosh [12]).\u001b[m\n\n",
            Encoding.UTF8.GetString(Motd.DetachedSessions(["mosh [12]"])));

    [Fact]
    public void Several_sessions_are_listed() =>
        Assert.Equal(
            "\n\u001b[37;44mMosh: You have 2 detached Mosh sessions on this server, with PIDs:\n        - mosh [12]\n        - mosh [34]\n\u001b[m\n",
            Encoding.UTF8.GetString(Motd.DetachedSessions(["mosh [12]", "mosh [34]"])));
}
