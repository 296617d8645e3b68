namespace Moshi.Ssh.Bootstrap;

/// <summary>How the server's address is learnt. Source: mosh-protocol §1.3.</summary>
public enum RemoteAddressMode
{
    /// <summary>We are ssh's ProxyCommand and report the address to which we connected.</summary>
    Proxy,

    /// <summary>The name is resolved before ssh runs, and ssh is given the address.</summary>
    Local,

    /// <summary>The server reports the address at which ssh reached it.</summary>
    Remote,
}
