using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Platform.Terminal;
using Xunit;

namespace Moshi.Interop.Platform;

public sealed class TtyTests
{
    [Fact]
    public void Raw_and_restore_and_suspend_leave_the_terminal_as_it_was()
    {
        // The act runs as a foreground job of bash, as a client does: job control is what suspending is about.
        using var bash = PtyConversation.Bash(new WindowSize(90, 25));
        string before = bash.Run("stty -a | tr '\\n' ' '");
        bash.Send($"{Acts.Variable}=terminal {Environment.ProcessPath} & echo pid=$! ; fg\n");
        string pid = bash.WaitFor("ready").Split("pid=")[^1].Split('\r')[0];
        Assert.Contains("-icanon", Settings(bash));

        bash.Terminal.Resize(new WindowSize(120, 40));
        bash.WaitFor("Columns = 120, Rows = 40");
        Signal(pid, Moshi.Platform.Loop.Signal.Int);
        bash.WaitFor("interrupted");

        Signal(pid, Moshi.Platform.Loop.Signal.Usr1);
        bash.WaitFor("stopping");
        bash.WaitFor("Stopped");
        bash.WaitFor("[$ ");
        Assert.Contains(" icanon", Settings(bash));
        bash.Send("fg\n");
        bash.WaitFor("continued");
        Assert.Contains("-icanon", Settings(bash));

        Signal(pid, Moshi.Platform.Loop.Signal.Term);
        bash.WaitFor("bye");
        bash.WaitFor("[$ ");
        string after = bash.Run("stty -a | tr '\\n' ' '");
        Assert.Equal(before.Replace("rows 25; columns 90", "", StringComparison.Ordinal), after.Replace("rows 40; columns 120", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Raw_twice_and_restored_once_is_cooked()
    {
        using var bash = PtyConversation.Bash();
        int master = bash.Terminal.MasterDescriptor;
        Assert.True(Tty.TryOpen(master, out Tty? tty, out _));
        Assert.Contains(" icanon", Settings(bash));
        tty!.MakeRaw();
        tty.MakeRaw();
        Assert.Contains("-icanon", Settings(bash));
        tty.Forget();
        tty.MakeRaw();
        Assert.Contains("-isig", Settings(bash));
        tty.Restore();
        tty.Restore();
        Assert.Contains(" icanon", Settings(bash));
    }

    [Fact]
    public void A_pipe_is_no_terminal()
    {
        (int read, int write) = Descriptor.Pipe();
        Assert.False(Tty.IsTerminal(read));
        Assert.False(Tty.TryOpen(read, out _, out Errno error));
        Assert.Equal(Errno.ENOTTY, error);
        Assert.Null(Tty.WindowSizeOf(read));
        Descriptor.Close(read);
        Descriptor.Close(write);
    }

    [Fact]
    public void A_full_write_waits_for_a_slow_reader_also_on_a_non_blocking_descriptor()
    {
        (int read, int write) = Descriptor.Pipe();
        Descriptor.SetNonBlocking(write);
        byte[] sent = new byte[1 << 20], received = new byte[sent.Length];
        new Random(3).NextBytes(sent);
        var reader = new Thread(() => Descriptor.ReadAll(read, received));
        reader.Start();
        Assert.Equal(Errno.None, Descriptor.WriteAll(write, sent));
        reader.Join();
        Assert.Equal(sent, received);
        Descriptor.Close(read);
        Assert.Equal(Errno.EPIPE, Descriptor.WriteAll(write, "x"u8));
        Descriptor.Close(write);
    }

    /// <summary>stty of our own, from outside: what is in force now, whoever has the terminal.</summary>
    private static string Settings(PtyConversation conversation)
    {
        (int read, int write) = Descriptor.Pipe();
        using var stty = ChildProcess.Start(new SpawnOptions { File = "/bin/sh", Arguments = ["sh", "-c", $"stty -a -F {conversation.Terminal.SlaveName} | tr '\\n' ' '"], Descriptors = [new(write, 1)] });
        Descriptor.Close(write);
        byte[] buffer = new byte[4096];
        int length = Descriptor.ReadAll(read, buffer);
        Descriptor.Close(read);
        stty.Wait();
        return System.Text.Encoding.ASCII.GetString(buffer, 0, length);
    }

    private static void Signal(string pid, Signal signal) => Assert.Equal(Errno.None, CurrentProcess.Send(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture), signal));
}
