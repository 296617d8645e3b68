namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// All that is learnt while the server is started over ssh: where it listens, what it can do, and facts about the host for choosing an address and for explaining a failure.
/// Filled while it is read; whoever has it may read it at any time. Not a record, so that the key cannot be printed by accident.
/// </summary>
public sealed class BootstrapReport
{
    private readonly List<string> _addresses = [];
    private readonly List<string> _publicAddresses = [];

    /// <summary>The way that was tried last.</summary>
    public BootstrapMethod Method { get; set; }

    /// <summary>What went wrong; <see cref="BootstrapFailure.None"/> when <see cref="HasServer"/>, or while it is still read.</summary>
    public BootstrapFailure Failure { get; set; }

    /// <summary>Our script runs at the other end.</summary>
    public bool HasHello { get; internal set; }

    /// <summary>Kernel of the host, as <c>uname -s</c> says it; empty when it did not tell.</summary>
    public string System { get; internal set; } = "";

    /// <summary>Machine of the host, as <c>uname -m</c> says it; empty when it did not tell.</summary>
    public string Machine { get; internal set; } = "";

    /// <summary>SSH_CONNECTION at the host: client's address and port, server's address and port; empty words when it has none.</summary>
    public string SshConnection { get; internal set; } = "";

    /// <summary>The host's own view of its address (third word of <see cref="SshConnection"/>); null when unknown.</summary>
    public string? ServerAddress => SshConnection.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, string address, _] ? address : null;

    /// <summary>Addresses of the host's interfaces as it printed them (<c>10.0.0.1/24</c>), at most <see cref="ReportReader.MaxAddresses"/>.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    /// <summary>Addresses that the host believes public, as they were printed: an address, and perhaps a port.</summary>
    public IReadOnlyList<string> PublicAddresses => _publicAddresses;

    /// <summary>Grows with <see cref="Addresses"/> and <see cref="PublicAddresses"/>: they may still come when the server is already known.</summary>
    public int AddressRevision => _addresses.Count + _publicAddresses.Count;

    /// <summary>Which server was started.</summary>
    public ServerKind Server { get; internal set; }

    /// <summary>The file that the server was found at; empty when not told.</summary>
    public string ServerPath { get; internal set; } = "";

    /// <summary>Version of a server of ours; empty for others.</summary>
    public string ServerVersion { get; internal set; } = "";

    /// <summary>The character set of the host's own locale (<c>locale charmap</c>); empty when it did not tell.</summary>
    public string Charset { get; internal set; } = "";

    /// <summary>The locale that the server was given because the host's own is not UTF-8; empty for none.</summary>
    public string LocaleUsed { get; internal set; } = "";

    /// <summary>The server's UDP port; 0 while unknown.</summary>
    public int Port { get; internal set; }

    /// <summary>The session's key, 22 letters; null while unknown. A secret.</summary>
    public string? Key { get; internal set; }

    /// <summary>Port and key are known: the session can start.</summary>
    public bool HasServer => Key is not null;

    /// <summary>Exit status of the server's start; null when it was not told.</summary>
    public int? ServerStatus { get; internal set; }

    /// <summary>How the copying of a server has ended (<see cref="InstallScript"/>); empty when nothing was told.</summary>
    public string InstallResult { get; internal set; } = "";

    /// <summary>The script at the other end has run to its end.</summary>
    public bool IsComplete { get; internal set; }

    /// <summary>The last of what came on ssh's standard output and was not for us, without control characters.</summary>
    public string Output { get; internal set; } = "";

    /// <summary>What ssh wrote to its log, without control characters.</summary>
    public string SshLog { get; set; } = "";

    /// <summary>Exit status of ssh; null when it has not ended.</summary>
    public int? SshStatus { get; set; }

    /// <summary>ssh has logged in, or came through a connection that was.</summary>
    public bool IsAuthenticated { get; set; }

    /// <summary>How many logins were made; 0 through a connection that was already there.</summary>
    public int Logins { get; set; }

    internal void AddAddress(string text)
    {
        if (_addresses.Count < ReportReader.MaxAddresses)
            _addresses.Add(text);
    }

    internal void AddPublicAddress(string text)
    {
        if (_publicAddresses.Count < ReportReader.MaxAddresses)
            _publicAddresses.Add(text);
    }
}
