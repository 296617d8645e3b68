using Moshi.Platform.Utmp;
using Moshi.Server;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class LoginRegistrationTests
{
    [Fact]
    public void Only_detached_sessions_of_the_same_user_with_a_living_terminal_are_found()
    {
        LoginRecord[] logins =
        [
            new("ann", "pts/1", "mosh [100]", 100),
            new("ann", "pts/2", "mosh [200]", 200),
            new("ann", "pts/3", "192.0.2.1 via mosh [300]", 300),
            new("bob", "pts/4", "mosh [400]", 400),
            new("ann", "pts/gone", "mosh [500]", 500),
            new("ann", "pts/6", "mosh [600", 600),
            new("ann", "pts/7", "192.0.2.1", 700),
            new("ann", "tty1", "", 800),
            new("ann", "pts/9", "mosh [900]", 900),
        ];
        Assert.Equal(
            ["mosh [200]", "mosh [900]"],
            LoginRegistration.FindDetached(logins, "ann", ownProcessId: 100, line => !string.Equals(line, "pts/gone", StringComparison.Ordinal)));
    }
}
