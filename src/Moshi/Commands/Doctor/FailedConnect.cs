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
}
