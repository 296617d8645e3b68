using Moshi.Commands.Config;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>What is to be looked at.</summary>
/// <param name="Host">The destination as typed; empty for this machine alone.</param>
/// <param name="SshWords">The ssh program with the user's options for it.</param>
internal sealed record DoctorRequest(string Host, IReadOnlyList<string> SshWords)
{
    /// <summary>Keywords of moshi from the command line.</summary>
    public IReadOnlyList<ConfigEntry> CommandLine { get; init; } = [];

    /// <summary>If it is loaded already.</summary>
    public HostConfig? Config { get; init; }

    /// <summary>ssh may ask the user; its waiting does not count.</summary>
    public bool MayPrompt { get; init; }

    /// <summary>For everything, prompts apart.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(9.4);

    /// <summary>A live connection to the host that is to be used; null for what is configured.</summary>
    public string? ControlSocket { get; init; }

    /// <summary>A port that a server has already: where it is the only one that is configured, another server may have any.</summary>
    public int TakenPort { get; init; }

    /// <summary>Nobody wants to know any more.</summary>
    public CancellationToken Cancellation { get; init; }
}
