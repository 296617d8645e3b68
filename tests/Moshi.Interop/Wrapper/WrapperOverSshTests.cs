using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary>Whole sessions: wrapper, real sshd, server, client, on a terminal.</summary>
public sealed class WrapperOverSshTests
{
    private static readonly TerminalSize s_size = new(80, 24);
    private static readonly string[] s_command = ["sh", "-c", "echo ready; read word; echo \"got $word\"; read word; exit 3"];

    /// <summary>Wrapper, client, server; the control, stock alone, first.</summary>
    public static MatrixTheoryData<Implementation, string, string> Everyone => new(
        [Implementation.Stock, Implementation.Ours],
        Pairing.All.Select(pairing => pairing.ToString()),
        ["proxy", "remote", "local"]);

    [Theory, MemberData(nameof(Everyone))]
    public void A_session_starts_and_ends(Implementation wrapper, string pairing, string mode)
    {
        Pairing plan = Pairings.Require(pairing);
        Pairings.Require(wrapper, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();

        TmuxPane pane = Open(tmux, sshd, wrapper, plan, ["--experimental-remote-ip=" + mode]);

        Converse(pane);
    }

    [Theory]
    [InlineData("printf 'no end of line'")]
    [InlineData("printf '\\033[31mred \\377\\376 8 bit'")]
    [InlineData("echo words; echo on stderr >&2; printf 'this is no MOSH CONNECT 1 '")]
    [InlineData("head -c 1000000 /dev/zero | tr '\\0' 'M'")]
    public void Start_up_files_may_print_what_they_like(string startUpFile)
    {
        Pairings.Require(Implementation.Ours, "mosh");
        foreach (string[] options in new string[][] { ["--ssh-pty"], ["--no-ssh-pty"] })
        {
            using var sshd = LoopbackSshd.Start(startUpFile + "\n");
            using var tmux = new Tmux();

            Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), options));
        }
    }

    [Fact]
    public void Verbose_ssh_does_not_tear_a_marker_apart()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();

        Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), [$"--ssh={sshd.SshCommand} -vvv -o LogLevel=DEBUG3"]));
    }

    [Fact]
    public void A_child_on_the_remote_side_that_keeps_the_connection_open_is_not_waited_for()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start("[ -e ~/sleeper ] || { sleep 300 & echo $! > ~/sleeper; }\n");
        using var tmux = new Tmux();

        Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), ["--no-ssh-pty"]));

        int sleeper = int.Parse(File.ReadAllText($"{sshd.Home}/sleeper"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ProcessTable.IsAlive(sleeper), "the session outlasted what it should not have waited for");
        ProcessTable.Send(sleeper, Signal.Kill);
    }

    [Theory]
    [InlineData("remote")]
    [InlineData("local")]
    public void A_connection_that_persists_is_made_used_and_not_waited_for(string mode)
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();
        string ssh = $"{sshd.SshCommand} -o ControlMaster=auto -o ControlPath={sshd.Home}/master -o ControlPersist=10m";
        try
        {
            // Makes the master, which lives on in the background; then goes through it.
            Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), ["--ssh=" + ssh, "--experimental-remote-ip=" + mode]));
            Assert.True(File.Exists($"{sshd.Home}/master"), "ssh made no master");
            Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), ["--ssh=" + ssh, "--experimental-remote-ip=" + mode]));
        }
        finally
        {
            Command.Run(["ssh", "-F", $"{sshd.Home}/ssh_config", "-o", $"ControlPath={sshd.Home}/master", "-O", "exit", "127.0.0.1"]);
        }
    }

    [Theory]
    [InlineData("/nonexistent/shell")]
    [InlineData("relative")]
    public void The_users_shell_does_not_matter_to_the_proxy_command(string shell)
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();

        Converse(Open(tmux, sshd, Implementation.Ours, StockPair(), [], shell));
    }

    [Fact]
    public void The_server_command_is_the_remote_shells_to_read()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();
        string server = $"--server=env WORDS='a  b' {Programs.Require(Implementation.Stock, "mosh-server")}";

        TmuxPane pane = Open(tmux, sshd, Implementation.Ours, StockPair(), [server], command: ["sh", "-c", "echo \"<$WORDS>\"; read x"]);

        pane.WaitForText("<a  b>");
    }

    [Fact]
    public void A_missing_server_is_said_with_what_the_remote_shell_said()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start();
        using var tmux = new Tmux();

        TmuxPane pane = Open(tmux, sshd, Implementation.Ours, StockPair(), ["--server=/nonexistent/mosh-server"]);

        pane.WaitForText("/nonexistent/mosh-server");
        pane.WaitForText("Did not find mosh server startup message");
        Assert.Equal(255, pane.WaitForExit());
    }

    [Fact]
    public void Ctrl_C_ends_a_login_that_hangs()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var sshd = LoopbackSshd.Start("echo waiting; sleep 30\n");
        Dictionary<string, string> environment = LabEnvironment.Clean(sshd.Home);
        environment["TERM"] = "xterm-256color";
        using var process = PtyProcess.Start(CommandLine(sshd, Implementation.Ours, StockPair(), ["--no-ssh-pty"], s_command), environment, s_size);
        process.WaitFor("waiting");

        process.Write("\x03");

        Assert.Equal((int)Signal.Interrupt, process.WaitForExit().Signal);
    }

    private static Pairing StockPair() => Pairings.Require(new Pairing(Implementation.Stock, Implementation.Stock).ToString());

    private static TmuxPane Open(
        Tmux tmux, LoopbackSshd sshd, Implementation wrapper, Pairing pairing, IReadOnlyList<string> options, string shell = "/bin/bash", IReadOnlyList<string>? command = null)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean(sshd.Home);
        environment["SHELL"] = shell;
        return tmux.Open(CommandLine(sshd, wrapper, pairing, options, command ?? s_command), environment, s_size);
    }

    private static List<string> CommandLine(
        LoopbackSshd sshd, Implementation wrapper, Pairing pairing, IReadOnlyList<string> options, IReadOnlyList<string> command) =>
    [
        Programs.Require(wrapper, "mosh"), "--ssh=" + sshd.SshCommand, "--client=" + Programs.Require(pairing.Client, "mosh-client"),
        "--server=" + Programs.Require(pairing.Server, "mosh-server"), .. options, $"{LoopbackSshd.User}@127.0.0.1", "--", .. command,
    ];

    private static void Converse(TmuxPane pane)
    {
        pane.WaitForText("ready");
        pane.TypeLine("hello");
        pane.WaitForText("got hello");
        pane.TypeLine("");

        // The command's own status is not conveyed.
        Assert.Equal(0, pane.WaitForExit());
    }
}
