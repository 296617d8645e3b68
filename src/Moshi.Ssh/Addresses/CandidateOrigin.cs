namespace Moshi.Ssh.Addresses;

/// <summary>Who named an address, in the order in which they are believed (<see cref="CandidateList"/>).</summary>
public enum CandidateOrigin
{
    /// <summary>The user: MoshiAddress.</summary>
    Configured,

    /// <summary>ssh: its TCP connection goes there. Proven, if only for TCP.</summary>
    Route,

    /// <summary>A STUN server or an address service that the server has asked.</summary>
    Public,

    /// <summary>sshd: SSH_CONNECTION, third word. Behind address translation that is an address of the inner network.</summary>
    Connection,

    /// <summary>The server's network interfaces.</summary>
    Interface,

    /// <summary>Our resolver, for the name that ssh ended up with. May be another machine of the same name.</summary>
    Resolved,
}
