namespace Moshi.Ssh.Bootstrap;

/// <summary>Why there is no server to talk to, the earliest stage that failed.</summary>
public enum BootstrapFailure
{
    None,

    /// <summary>ssh refused its configuration or the command line (<c>ssh -G</c>).</summary>
    Configuration,

    /// <summary>There is no ssh program, or it could not be started.</summary>
    NoSsh,

    /// <summary>ssh ended before the login was complete: no connection, host key, authentication.</summary>
    Login,

    /// <summary>ssh was still connecting when its time was over.</summary>
    LoginTimeout,

    /// <summary>The login is complete, but nothing that we sent was run: forced command, <c>nologin</c>, an odd shell.</summary>
    NoShell,

    /// <summary>The login is complete, and then the connection was closed: an account or session module, a limit, <c>/etc/nologin</c>.</summary>
    Closed,

    /// <summary>The login is complete, and nothing came for too long.</summary>
    ShellTimeout,

    /// <summary>The host has neither moshi-server nor mosh-server.</summary>
    NoServer,

    /// <summary>The server was started and ended without telling its port.</summary>
    Server,

    /// <summary>The user interrupted it.</summary>
    Interrupted,
}
