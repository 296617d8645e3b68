namespace Moshi.Ssh.Bootstrap;

/// <summary>Which server the remote side has started, or would have.</summary>
public enum ServerKind
{
    /// <summary>The remote side did not get as far as telling.</summary>
    Unknown,

    /// <summary>There is none.</summary>
    None,

    /// <summary><c>moshi-server</c>.</summary>
    Moshi,

    /// <summary><c>mosh-server</c>, stock's or ours under that name.</summary>
    Mosh,

    /// <summary>The command that the user configured (keyword Server).</summary>
    Custom,
}
