namespace Moshi.Interop.FrontDoor;

/// <summary>Whose ssh server stands at the other end.</summary>
public enum SshDaemon
{
    /// <summary>OpenSSH's sshd.</summary>
    OpenSsh,

    /// <summary>dropbear.</summary>
    Dropbear,

    /// <summary>tinysshd, behind socat.</summary>
    TinySsh,
}
