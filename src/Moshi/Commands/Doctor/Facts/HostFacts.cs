namespace Moshi.Commands.Doctor.Facts;

/// <summary>What our script has told from the host. Everything is text of the host, cleaned of control characters.</summary>
internal sealed record HostFacts
{
    /// <summary>Kernel and machine.</summary>
    public string System { get; init; } = "";

    /// <summary>ID of os-release, such as "debian"; empty when unknown.</summary>
    public string Distribution { get; init; } = "";

    public string User { get; init; } = "";

    /// <summary>The user is root.</summary>
    public bool IsRoot { get; init; }

    /// <summary>Base name of the login shell.</summary>
    public string Shell { get; init; } = "";

    /// <summary>SSH_CONNECTION, four words; empty when the host has none.</summary>
    public string SshConnection { get; init; } = "";

    /// <summary>Addresses of its interfaces, without prefix length.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Interfaces with an MTU below 1280, as "NAME MTU".</summary>
    public IReadOnlyList<string> SmallMtus { get; init; } = [];

    /// <summary>"moshi", "mosh", "custom" or "none".</summary>
    public string Server { get; init; } = "none";

    public string ServerPath { get; init; } = "";

    /// <summary>First line of what the server says to --version.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>The server was found only by the PATH of a login shell.</summary>
    public bool IsServerHidden { get; init; }

    /// <summary>Exit status of the server's start; null when it was not told.</summary>
    public int? ServerStatus { get; init; }

    /// <summary>What the server said besides its announcement: complaints, and a banner when all is well.</summary>
    public string ServerWords { get; init; } = "";

    /// <summary>UDP port that the server has announced; 0 when it has not.</summary>
    public int Port { get; init; }

    /// <summary>The addresses that sockets with that port are bound to, by the host's /proc.</summary>
    public IReadOnlyList<string> BoundTo { get; init; } = [];

    /// <summary>Datagrams that those sockets had to drop.</summary>
    public long SocketDrops { get; init; }

    /// <summary>Character set of the host's locale for such a login; empty when not told.</summary>
    public string Charset { get; init; } = "";

    /// <summary>Some UTF-8 locales that the host has.</summary>
    public IReadOnlyList<string> Utf8Locales { get; init; } = [];

    /// <summary>The host can list its locales.</summary>
    public bool HasLocaleProgram { get; init; }

    /// <summary>logind's KillUserProcesses as configured; null when nothing is configured.</summary>
    public string? KillUserProcesses { get; init; }

    /// <summary>The user lingers: logind keeps the processes.</summary>
    public bool Lingers { get; init; }

    /// <summary>The control group that the login ran in.</summary>
    public string ControlGroup { get; init; } = "";

    /// <summary>KillMode of the login's unit, if it is a unit of sshd's; empty when unknown.</summary>
    public string KillMode { get; init; } = "";

    /// <summary>Socket units that start a sshd for each connection, and the KillMode of what they start, as "sshd.socket control-group".</summary>
    public IReadOnlyList<string> SocketUnits { get; init; } = [];

    /// <summary>Firewalls that are active by the evidence that a normal user can read: "ufw", "firewalld", "nftables".</summary>
    public IReadOnlyList<string> Firewalls { get; init; } = [];

    /// <summary>Rules and policies that drop or reject, as far as they could be read.</summary>
    public IReadOnlyList<string> FirewallRules { get; init; } = [];

    /// <summary>Lines of start-up files that may print something, as "file:line:text".</summary>
    public IReadOnlyList<string> PrintingLines { get; init; } = [];

    /// <summary>The host's clock less ours, at the beginning; null when not told.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>The same at the end.</summary>
    public TimeSpan? ClockOffsetAtEnd { get; init; }

    /// <summary>A word of <see cref="SshConnection"/>: 0 our address, 2 the host's, as the host sees them.</summary>
    public string? ConnectionWord(int index)
    {
        string[] words = SshConnection.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 4 ? words[index] : null;
    }
}
