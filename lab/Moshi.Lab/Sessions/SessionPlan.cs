using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Sessions;

/// <summary>What a session is made of.</summary>
public sealed record SessionPlan(Pairing Pairing)
{
    /// <summary>The program that the server runs.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["bash", "--norc", "--noprofile"];

    /// <summary>The address of the server.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Size of the client's terminal.</summary>
    public TerminalSize Size { get; init; } = TerminalSize.Standard;

    /// <summary>The link between the two; null = directly.</summary>
    public LinkProfile? Link { get; init; }

    /// <summary>Seed of the link.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Added to the server's environment.</summary>
    public IReadOnlyDictionary<string, string>? ServerVariables { get; init; }

    /// <summary>Added to the client's environment.</summary>
    public IReadOnlyDictionary<string, string>? ClientVariables { get; init; }
}
