namespace Moshi.Ssh.Bootstrap;

/// <summary>The kinds of line that are for us and not for the user.</summary>
internal enum BootstrapMarker
{
    None,

    /// <summary><c>MOSH IP address</c>, by our ProxyCommand.</summary>
    Address,

    /// <summary><c>MOSH SSH_CONNECTION a b c d</c>, by the remote shell.</summary>
    SshConnection,

    /// <summary><c>MOSH CONNECT port key</c>, by the server.</summary>
    Connect,
}
