using Moshi.Interop.FrontDoor;
using Moshi.Lab.Processes;
using Xunit;

namespace Moshi.Interop.Connect;

/// <summary>Ctrl-C ends each stage on the way to a session, and nothing is left behind.</summary>
public sealed class InterruptionTests
{
    [Fact]
    public void While_the_host_is_slow_to_answer()
    {
        using var host = SshHost.Start(new SshHostPlan { Files = [(".bashrc", "echo sleeping >&2; sleep 60\n")] });
        using PtyProcess session = host.Connect([], []);
        session.WaitFor("sleeping");

        session.Write("\x03");

        Assert.Equal((int)Signal.Interrupt, session.WaitForExit().Signal);
        Assert.Empty(Directory.GetFileSystemEntries($"{host.Home}/client/run"));
    }

    [Fact]
    public void While_it_is_asked_whether_a_server_may_be_copied()
    {
        using var host = SshHost.Start(new SshHostPlan { Server = null });
        using PtyProcess session = host.Connect([], []);
        session.WaitFor("[y/N]");

        session.Write("\x03");

        Assert.Equal((int)Signal.Interrupt, session.WaitForExit().Signal);
    }

    [Fact]
    public void While_nothing_comes_from_the_server()
    {
        using var host = SshHost.Start(new SshHostPlan { Files = [("silent", "#!/bin/sh\necho MOSH CONNECT 9 AAAAAAAAAAAAAAAAAAAAAA\n")] });
        using PtyProcess session = host.Connect(["-o", $"MoshiServer={host.Home}/silent"], []);
        session.WaitFor("Nothing received");

        session.Write("\x03");

        Assert.Equal(130, session.WaitForExit().Code);
    }
}
