namespace Moshi.Commands.Options;

/// <summary>The commands of <c>moshi</c> besides a host, in the order of the manual.</summary>
public static class SubcommandTable
{
    public static readonly Subcommand Local = new("local", "[-- COMMAND [ARG...]]", "a session on this machine, without ssh",
        "Open a session on this machine: the server runs in a process of its own, as a remote one would. Without a terminal the input is typed into the session and " +
        "its last screen printed. The exit status is that of the command.");

    public static readonly Subcommand Doctor = new("doctor", "[--json] [-o KEYWORD=VALUE] [ssh options] [HOST]", "find out why a connection fails, or would",
        "Check what a connection needs: here, on the way, and at HOST. Each check says ok, warn, fail or skipped; behind warn and fail stand the cause and the one command " +
        "that mends it. The host's real server is started over ssh as for a session, and datagrams of several sizes are exchanged with it before and after ssh has " +
        "left. Without HOST only this machine is looked at. It takes ten seconds at most, apart from the time that ssh waits for an answer of yours. " +
        "With --json the result is one JSON document. Exit status: 0 when all is well, 1 with warnings, 2 with failures.")
    { TakesHost = true, Words = ["--json"] };

    public static readonly Subcommand Config = new("config", "show [ssh options] HOST | check [FILE...] | import-mosh FILE", "what is configured, and what is wrong with it",
        "show prints each keyword of moshi_config(5) with the value that holds for HOST and the file and line that it comes from. check names what is wrong in the " +
        "configuration files and what to write instead. import-mosh turns a file of shell variables (host=\"-p 60010\"), as people kept for mosh, into lines for " +
        "moshi_config(5).")
    { Words = ["show", "check", "import-mosh"] };

    public static readonly Subcommand Trace = new("trace", "FILE... [--svg OUT]", "what a trace shows, summed up and drawn",
        "Sum up what a client or server has written with the variable MOSHI_TRACE=FILE: packets, round trips, and how soon keys were painted. --svg draws the latency of each key.")
    { Words = ["--svg"] };

    public static readonly Subcommand Completion = new("completion", "bash | zsh | fish", "print completions for a shell",
        "Print the completions for a shell: options, keywords behind -o, and hosts of the configuration files and of ssh's known hosts. For bash: " +
        "moshi completion bash > ~/.local/share/bash-completion/completions/moshi; for zsh put the text as _moshi into a directory of fpath; for fish: " +
        "moshi completion fish > ~/.config/fish/completions/moshi.fish.")
    { Words = ["bash", "zsh", "fish"] };

    public static readonly Subcommand Client = new("client", "ARG...", "be mosh-client", "Be mosh-client(1).");

    public static readonly Subcommand Server = new("server", "ARG...", "be mosh-server", "Be mosh-server(1).");

    public static readonly Subcommand Mosh = new("mosh", "ARG...", "be mosh, with all its options", "Be mosh(1), with the command line of that program.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Subcommand> All { get; } = [Local, Doctor, Config, Trace, Completion, Client, Server, Mosh];
}
