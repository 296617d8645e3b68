using Moshi.Commands.Config;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor;

/// <summary>What is known about a connection that failed.</summary>
/// <param name="Host">As typed, without user.</param>
/// <param name="SshWords">The ssh program with the user's options for it.</param>
/// <param name="Stage">How far it came.</param>
internal sealed record FailedConnect(string Host, IReadOnlyList<string> SshWords, FailedStage Stage)
{
    /// <summary>Keywords of moshi from the command line.</summary>
    public IReadOnlyList<ConfigEntry> CommandLine { get; init; } = [];

    /// <summary>If it could be loaded.</summary>
    public HostConfig? Config { get; init; }

    /// <summary>ssh's log (-E).</summary>
    public string SshLog { get; init; } = "";

    /// <summary>What else was printed: ssh's standard error, foreign output.</summary>
    public string Output { get; init; } = "";

    /// <summary>ssh's exit status; null when it was stopped.</summary>
    public int? SshStatus { get; init; }

    /// <summary>A live connection to the host that may be used; null where a new login, without questions, has to do.</summary>
    public string? ControlSocket { get; init; }

    /// <summary>The UDP port of the server that was started; 0 for none.</summary>
    public int Port { get; init; }

    /// <summary>The server has answered before it fell silent.</summary>
    public bool WasHeard { get; init; }

    /// <summary>Nobody wants to know any more.</summary>
    public CancellationToken Cancellation { get; init; }
}
