namespace Moshi.Ssh.Addresses;

/// <summary>What is known about ssh's way to the server.</summary>
public enum SshRouteKind
{
    /// <summary>Nothing: an old ssh, or a master that could not be asked.</summary>
    Unknown,

    /// <summary>A TCP connection from this machine.</summary>
    Direct,

    /// <summary>Through a ProxyCommand or ProxyJump: the last part of the way starts elsewhere.</summary>
    Proxied,
}
