namespace Moshi.Commands.Doctor;

/// <summary>How far a connection came before it failed.</summary>
internal enum FailedStage
{
    /// <summary>ssh refused its configuration.</summary>
    Configuration,

    /// <summary>ssh did not log in.</summary>
    Login,

    /// <summary>Logged in, but nothing of ours was run.</summary>
    Shell,

    /// <summary>Logged in, but no server announced itself.</summary>
    Server,

    /// <summary>The server announced itself, but nothing came over UDP, or soon nothing more.</summary>
    Udp,
}
