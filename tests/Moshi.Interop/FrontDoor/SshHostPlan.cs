using Moshi.Lab.Sessions;

namespace Moshi.Interop.FrontDoor;

/// <summary>What an <see cref="SshHost"/> is to be like. Files are named relative to the home directory of who logs in.</summary>
internal sealed record SshHostPlan
{
    /// <summary>The ssh server.</summary>
    public SshDaemon Daemon { get; init; } = SshDaemon.OpenSsh;

    /// <summary>The login shell, absolute.</summary>
    public string Shell { get; init; } = "/bin/bash";

    /// <summary>Which server of sessions is found; null: none at all.</summary>
    public Implementation? Server { get; init; } = Implementation.Ours;

    /// <summary>Whether the stock server of this machine is out of sight.</summary>
    public bool HidesStock { get; init; }

    /// <summary>Where <see cref="Server"/> is found, if it is ours.</summary>
    public string ServerDirectory { get; init; } = ".local/bin";

    /// <summary>Files of the home directory and what is in them: start-up files, scripts. HOME, PORT and USER stand for this host's. Those that begin with #! are made executable.</summary>
    public IReadOnlyList<(string Name, string Text)> Files { get; init; } = [];

    /// <summary>Lines for sshd_config.</summary>
    public string SshdConfig { get; init; } = "";

    /// <summary>Lines for the client's ssh_config, before those for all hosts. HOME, PORT and USER stand for this host's.</summary>
    public string SshConfig { get; init; } = "";

    /// <summary>What stands before the key in authorized_keys: <c>command="…"</c>, <c>restrict</c>. HOME as above.</summary>
    public string KeyOptions { get; init; } = "";

    /// <summary>The PAM stack of sshd; with one, it asks (keyboard-interactive) instead of taking keys. HOME as above.</summary>
    public string PamStack { get; init; } = "";

    /// <summary>Lines of shell to run as root in the host's mount namespace before the daemon starts. HOME as above.</summary>
    public string Setup { get; init; } = "";
}
