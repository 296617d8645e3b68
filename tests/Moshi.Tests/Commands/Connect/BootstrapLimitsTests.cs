using Moshi.Commands.Connect;
using Moshi.Platform.Loop;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Commands.Connect;

/// <summary>What is waited for how long, and what without end.</summary>
public sealed class BootstrapLimitsTests
{
    private const long Second = 1_000_000;

    [Theory]
    [InlineData(30)]
    [InlineData(3600)]
    public void A_password_a_code_or_a_touch_has_all_the_time_in_the_world(int seconds)
    {
        var limits = new BootstrapLimits(new BootstrapReport(), new SshLog(level: null, isQuiet: false), usesLiveMaster: false, isBatch: false);
        Assert.Equal(SshRunEnd.Running, limits.Judge(Clock.NowMicros() + seconds * Second));
    }

    [Fact]
    public void Where_nobody_is_asked_a_login_has_a_minute()
    {
        var limits = new BootstrapLimits(new BootstrapReport(), new SshLog(level: null, isQuiet: false), usesLiveMaster: false, isBatch: true);
        Assert.Equal(SshRunEnd.Running, limits.Judge(Clock.NowMicros() + 30 * Second));
        Assert.Equal(SshRunEnd.LoginTimeout, limits.Judge(Clock.NowMicros() + 61 * Second));
    }

    [Fact]
    public void The_shell_has_twenty_seconds_from_the_login_on_however_late_that_was()
    {
        var log = new SshLog(level: null, isQuiet: false);
        var limits = new BootstrapLimits(new BootstrapReport(), log, usesLiveMaster: false, isBatch: false);
        log.Receive("Authenticated to host ([192.0.2.1]:22) using \"publickey\".\n"u8);
        long login = Clock.NowMicros() + 300 * Second;
        Assert.Equal(SshRunEnd.Running, limits.Judge(login));
        Assert.Equal(SshRunEnd.Running, limits.Judge(login + 19 * Second));
        Assert.Equal(SshRunEnd.ShellTimeout, limits.Judge(login + 20 * Second));
    }

    [Fact]
    public void Through_a_connection_that_is_there_it_has_five()
    {
        var limits = new BootstrapLimits(new BootstrapReport(), new SshLog(level: null, isQuiet: false), usesLiveMaster: true, isBatch: false);
        Assert.Equal(SshRunEnd.ShellTimeout, limits.Judge(Clock.NowMicros() + 6 * Second));
    }
}
