namespace Moshi.Ssh.Bootstrap;

/// <summary>What is asked of the host when the server is started over ssh. Becomes the remote command by <see cref="RemoteScript"/>.</summary>
public sealed record BootstrapRequest
{
    /// <summary>Marks our lines: 16 hexadecimal digits, new for each start.</summary>
    public required string Nonce { get; init; }

    /// <summary>Shell text that starts the server (keyword Server); null to look for one.</summary>
    public string? ServerCommand { get; init; }

    /// <summary>Colours of the client's terminal.</summary>
    public int Colors { get; init; }

    /// <summary>Where the server is to bind: <c>ssh</c>, <c>any</c> or a numeric address; null lets each kind of server do what serves best.</summary>
    public string? Bind { get; init; }

    /// <summary>Ports as <c>LOW:HIGH</c>; null for the server's own choice.</summary>
    public string? Ports { get; init; }

    /// <summary>Locale variables as <c>NAME=value</c>, for a host without a UTF-8 locale of its own.</summary>
    public IReadOnlyList<string> Locale { get; init; } = [];

    /// <summary>Variables that the session's program is to have (SendEnv, SetEnv).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What to run by the user's shell instead of the shell itself; null for the login shell.</summary>
    public string? Command { get; init; }

    /// <summary>Shell text that prints the host's public address (keyword AddressCommand); null for none.</summary>
    public string? AddressCommand { get; init; }

    /// <summary>STUN server that a server of ours asks for its public address, <c>HOST:PORT</c>; null for none.</summary>
    public string? StunServer { get; init; }

    /// <summary>Tell the addresses of the interfaces before the server is started: they will be needed. Otherwise they come after it.</summary>
    public bool TellsAddressesFirst { get; init; }
}
