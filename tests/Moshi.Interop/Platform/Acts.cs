using System.Runtime.CompilerServices;
using System.Text;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Xunit;

namespace Moshi.Interop.Platform;

/// <summary>
/// What this executable does when a test starts it again: things that a process can only do to itself. Chosen by an environment variable, before
/// the test runner's Main.
/// </summary>
internal static class Acts
{
    internal const string Variable = "MOSHI_INTEROP_ACT";

    internal static EnvironmentBlock Environment(string act)
    {
        EnvironmentBlock environment = NativeEnvironment.Copy();
        environment[Variable] = act;
        return environment;
    }

    [ModuleInitializer]
    internal static void Play()
    {
        string? act = NativeEnvironment.Find(Variable);
        if (act is null)
            return;
        NativeEnvironment.Set(Variable, null);
        switch (act)
        {
            case "exec":
                CurrentProcess.Execute("/bin/sh", ["sh", "-c", "grep -E '^Sig(Ign|Blk|Cgt)' /proc/self/status; echo fds; ls -1 /proc/self/fd"]);
                break;
            case "terminal":
                PlayTerminal();
                break;
            case "secret":
                Span<byte> secret = stackalloc byte[SecretPipe.MaxBytes];
                int length = SecretPipe.Take(7, secret);
                Descriptor.WriteAll(1, secret[..length]);
                break;
            case "cores":
                CoreDumps.Disable();
                string own = CoreLine(File.ReadAllText("/proc/self/limits"));
                using (var child = ChildProcess.Start(new SpawnOptions { File = "/bin/cat", Arguments = ["cat", "/proc/self/limits"], Descriptors = [new(1, 1)] }))
                    child.Wait();
                Say("own " + own);
                break;
            case "daemon":
                Daemon.Spawn(
                    ["daemon", "-c", "read key <&3; sleep 1; echo $key $(readlink /proc/$$/fd/0) $(readlink /proc/$$/fd/1) $$ $(cut -d' ' -f6 /proc/$$/stat) >&4; exec sleep 300"],
                    descriptors: [new(3, 3), new(4, 4)],
                    file: "/bin/sh");
                Say("detached");
                break;
            default:
                throw new InvalidOperationException($"no act {act}");
        }
        System.Environment.Exit(0);
    }

    internal static string CoreLine(string limits) => limits.Split('\n').First(static line => line.StartsWith("Max core", StringComparison.Ordinal));

    /// <summary>The client's manners with its terminal: raw, tells size changes, stops itself on Usr1, restores on Term.</summary>
    private static void PlayTerminal()
    {
        using var loop = new PollLoop();
        using var signals = SignalSource.Open(loop, Signal.Winch, Signal.Cont, Signal.Term, Signal.Int, Signal.Usr1);
        Assert.True(Tty.TryOpen(0, out Tty? tty, out _));
        tty!.MakeRaw();
        Say("ready");
        while (true)
        {
            loop.Wait(PollLoop.Never);
            while (signals.TryTake(out Signal signal))
            {
                switch (signal)
                {
                    case Signal.Winch:
                        Say($"size {Tty.WindowSizeOf(0)}");
                        break;
                    case Signal.Int:
                        Say("interrupted");
                        break;
                    case Signal.Usr1:
                        tty.Restore();
                        Say("stopping");
                        CurrentProcess.StopGroup();
                        break;
                    case Signal.Cont:
                        tty.Forget();
                        tty.MakeRaw();
                        Say("continued");
                        break;
                    default:
                        tty.Restore();
                        Say("bye");
                        return;
                }
            }
        }
    }

    private static void Say(string text) => Descriptor.WriteAll(1, Encoding.UTF8.GetBytes(text + "\n"));
}
