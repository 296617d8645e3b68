using System.Globalization;
using System.Text;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Platform.Terminal;
using Xunit;

namespace Moshi.Interop.Platform;

public sealed class PseudoTerminalTests
{
    [Fact]
    public void A_shell_leads_its_session_and_has_the_slave_as_controlling_terminal()
    {
        using var bash = PtyConversation.Bash();
        string[] stat = File.ReadAllText($"/proc/{bash.Child.Id}/stat").Split(") ")[1].Split(' ');
        string id = bash.Child.Id.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(id, stat[2]);
        Assert.Equal(id, stat[3]);
        Assert.Contains(bash.Terminal.SlaveName, bash.Run("tty"));
        Assert.Contains("opens", bash.Run(": </dev/tty && echo opens | tr a-z a-z"));
    }

    [Fact]
    public void Ctrl_z_stops_a_job_that_fg_and_ctrl_c_then_end()
    {
        using var bash = PtyConversation.Bash();
        bash.Send("sleep 300 & echo started\n");
        bash.WaitFor("started\r\n");
        bash.WaitFor("[$ ");
        bash.Send("cat\n");
        bash.WaitFor("cat\r\n");
        bash.Send("echo-check\n");
        bash.WaitFor("echo-check\r\necho-check\r\n");
        bash.Send("\u001a");
        Assert.Contains("Stopped", bash.WaitFor("[$ "));
        Assert.Contains("Running", bash.Run("jobs"));
        bash.Send("fg %2\n");
        bash.WaitFor("cat\r\n");
        bash.Send("again\n");
        bash.WaitFor("again\r\nagain\r\n");
        bash.Send("\u0003");
        bash.WaitFor("[$ ");
        Assert.Contains("status=130", bash.Run("echo status=$?"));
        bash.Run("kill %1");
    }

    [Fact]
    public void What_a_program_has_set_about_echo_and_lines_is_read_from_the_master()
    {
        using PtyConversation shell = new(new SpawnOptions
        {
            File = "/bin/sh",
            Arguments = ["sh", "-c", "echo zero; read x; stty -echo; echo one; read x; stty raw; echo two; read x"],
            Environment = PtyConversation.SmallEnvironment(),
            SearchPath = true,
        });
        shell.WaitFor("zero\r\n");
        Assert.Equal((true, true, true), Modes());
        shell.Send("\n");
        shell.WaitFor("one\r\n");
        Assert.Equal((true, false, true), Modes());
        shell.Send("\n");
        shell.WaitFor("two");
        Assert.Equal((true, false, false), Modes());

        (bool IsRead, bool Echoes, bool IsCanonical) Modes() =>
            (shell.Terminal.TryReadModes(out bool echoes, out bool isCanonical), echoes, isCanonical);
    }

    [Fact]
    public void A_child_starts_with_default_signals_nothing_blocked_and_only_three_descriptors()
    {
        (int read, int write) = Descriptor.Pipe();
        using PtyConversation cat = new(new SpawnOptions { File = "/bin/sh", Arguments = ["sh", "-c", "grep -E '^Sig(Ign|Blk)' /proc/self/status; echo fds; ls -1 /proc/self/fd"], Environment = PtyConversation.SmallEnvironment() });
        string output = cat.ReadToEnd();
        Assert.Equal(0ul, ProcessTests.SignalsOf(output, "SigIgn:"));
        Assert.Equal(0ul, ProcessTests.SignalsOf(output, "SigBlk:"));
        // The fourth is the directory that ls is reading.
        Assert.EndsWith("fds\r\n0\r\n1\r\n2\r\n3\r\n", output, StringComparison.Ordinal);
        Descriptor.Close(read);
        Descriptor.Close(write);
    }

    [Fact]
    public void A_broken_pipe_kills_a_child_as_it_should()
    {
        using var bash = PtyConversation.Bash();
        Assert.Contains("pipe=141 0", bash.Run("yes | head -n 1; echo pipe=${PIPESTATUS[*]}"));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    public void The_exit_status_comes_as_a_shell_would_tell_it(string script, int expected)
    {
        using PtyConversation shell = new(new SpawnOptions { File = "/bin/sh", Arguments = ["sh", "-c", script], Environment = PtyConversation.SmallEnvironment() });
        shell.ReadToEnd();
        Assert.Equal(expected, shell.Child.Wait().ShellCode);
        Assert.True(shell.Child.TryReap(out ExitStatus again));
        Assert.Equal(expected, again.ShellCode);
    }

    [Fact]
    public void The_exit_descriptor_wakes_the_loop_once_the_child_has_ended()
    {
        using var bash = PtyConversation.Bash();
        Assert.SkipWhen(bash.Child.ExitDescriptor < 0, "this kernel has no pidfd_open");
        using var loop = new PollLoop();
        int slot = loop.Add(bash.Child.ExitDescriptor);
        Assert.Equal(0, loop.Wait(0));
        Assert.False(bash.Child.TryReap(out _));
        bash.Send("exit 3\n");
        Assert.Equal(1, loop.Wait(Clock.NowMicros() + 20_000_000));
        Assert.True(loop.IsReadable(slot));
        Assert.True(bash.Child.TryReap(out ExitStatus status));
        Assert.Equal(3, status.Code);
        Assert.False(bash.Child.Send(Signal.Term));
    }

    [Fact]
    public void A_resize_is_seen_inside_and_raises_winch()
    {
        using var bash = PtyConversation.Bash(new WindowSize(100, 30));
        Assert.Contains("30 100", bash.Run("stty size"));
        bash.Run("trap 'echo now $(stty size)' WINCH");
        Assert.True(bash.Terminal.Resize(new WindowSize(133, 41)));
        bash.Send("\n");
        bash.WaitFor("now 41 133");
        Assert.Equal(new WindowSize(133, 41), Tty.WindowSizeOf(bash.Terminal.MasterDescriptor));
    }

    [Fact]
    public void The_terminal_erases_whole_utf8_characters()
    {
        using var bash = PtyConversation.Bash();
        Assert.Contains(" iutf8", bash.Run("stty -a | tr '\\n' ' '"));
    }

    [Fact]
    public void A_login_shell_sees_its_dash_its_directory_and_its_environment()
    {
        EnvironmentBlock environment = PtyConversation.SmallEnvironment();
        environment["MARK"] = "ünder";
        using PtyConversation bash = new(new SpawnOptions { File = "bash", Arguments = ["-bash", "--noprofile"], Environment = environment, SearchPath = true, WorkingDirectory = "/usr" });
        bash.WaitFor("[$ ");
        Assert.Contains("-bash login /usr ünder", bash.Run("shopt -q login_shell && echo $0 login $PWD $MARK"));
    }

    [Fact]
    public void The_program_is_searched_in_the_path_of_the_child()
    {
        string directory = Directory.CreateTempSubdirectory("moshi").FullName;
        try
        {
            string script = Path.Combine(directory, "only-here");
            File.WriteAllText(script, "echo script without interpreter line: $1\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            EnvironmentBlock environment = PtyConversation.SmallEnvironment();
            environment["PATH"] = "/nowhere:" + directory;
            using (PtyConversation found = new(new SpawnOptions { File = "only-here", Arguments = ["only-here", "word"], Environment = environment, SearchPath = true }))
                Assert.Contains("line: word", found.ReadToEnd());
            environment["PATH"] = "/nowhere::/bin";
            using (PtyConversation relative = new(new SpawnOptions { File = "only-here", Arguments = ["x", "dot"], Environment = environment, SearchPath = true, WorkingDirectory = directory }))
                Assert.Contains("line: dot", relative.ReadToEnd());
            using var terminal = PseudoTerminal.Open(WindowSize.Default);
            OsException missing = Assert.Throws<OsException>(() => terminal.Spawn(new SpawnOptions { File = "only-here", Arguments = ["x"], Environment = environment, SearchPath = true }));
            Assert.Equal(Errno.ENOENT, missing.Error);
            Assert.Contains("only-here", missing.Message);
            File.SetUnixFileMode(script, UnixFileMode.UserRead);
            environment["PATH"] = directory;
            OsException denied = Assert.Throws<OsException>(() => terminal.Spawn(new SpawnOptions { File = "only-here", Arguments = ["x"], Environment = environment, SearchPath = true }));
            Assert.Equal(Errno.EACCES, denied.Error);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Output_of_a_program_in_full_flow_is_awaited_and_a_silent_one_is_not_for_long()
    {
        using var bash = PtyConversation.Bash();
        Assert.False(bash.Terminal.AwaitOutput(1, TimeSpan.FromMicroseconds(200)));
        bash.Send("exec yes\n");
        bash.WaitFor("y\r\ny\r\n");
        byte[] buffer = new byte[65536];
        int full = 0;
        for (int i = 0; i < 200; i++)
        {
            if (bash.Terminal.AwaitOutput(2000, TimeSpan.FromSeconds(5)) && bash.Terminal.Read(buffer).Count >= 2000)
                full++;
        }

        Assert.Equal(200, full);
        bash.Child.Send(Signal.Kill);
        Assert.Equal(137, bash.Child.Wait().ShellCode);
        while (bash.Terminal.Read(buffer) is { IsEnd: false, IsOk: true })
        {
        }

        // The end is no output: whoever waits for it gets it from the next read.
        Assert.False(bash.Terminal.AwaitOutput(1, TimeSpan.FromMicroseconds(200)));
        Assert.True(bash.Terminal.Read(buffer).IsEnd);
    }

    [Fact]
    public void Reading_and_writing_never_block()
    {
        using var terminal = PseudoTerminal.Open(WindowSize.Default);
        using ChildProcess sleeper = terminal.Spawn(new SpawnOptions { File = "/bin/sleep", Arguments = ["sleep", "300"], Environment = PtyConversation.SmallEnvironment() });
        byte[] line = Encoding.ASCII.GetBytes(new string('x', 70) + "\n");
        IoResult result = terminal.Write(line);
        for (int i = 0; i < 10_000 && result.IsOk; i++)
            result = terminal.Write(line);
        Assert.True(result.IsWouldBlock);
        byte[] buffer = new byte[65536];
        while (terminal.Read(buffer) is { IsOk: true } read)
            Assert.False(read.IsEnd);
        sleeper.Send(Signal.Kill);
        Assert.Equal(137, sleeper.Wait().ShellCode);
    }
}
