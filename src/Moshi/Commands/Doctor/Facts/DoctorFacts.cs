namespace Moshi.Commands.Doctor.Facts;

/// <summary>Everything that was gathered. What is null was not looked at or could not be; checks judge by nothing else, so they are tested without a network.</summary>
/// <param name="Host">As typed; empty when only this machine is looked at.</param>
internal sealed record DoctorFacts(string Host)
{
    public LocalFacts? Local { get; init; }

    public RouteFacts? Route { get; init; }

    public LoginFacts? Login { get; init; }

    public HostFacts? HostSide { get; init; }

    public PathFacts? Path { get; init; }

    /// <summary>The server was started and has announced its port.</summary>
    public bool HasServer => HostSide is { Port: > 0 };
}
