using Moshi.Lab.Link;

namespace Moshi.Lab.Sessions;

/// <summary>A part of a stress run: what the link does meanwhile, step by step over equal shares of the keys, and whether a client may complain about it.</summary>
/// <param name="Name">For reports.</param>
/// <param name="IsHealthy">Whether every datagram has a fair chance: then no client may say that it lost contact.</param>
/// <param name="Steps">The link, one after another.</param>
public sealed record StressPhase(string Name, bool IsHealthy, params IReadOnlyList<LinkProfile> Steps)
{
    /// <summary>Loss, reordering, duplicates, steps of the round trip up and down, a thin line, and a good one at last.</summary>
    public static IReadOnlyList<StressPhase> All { get; } =
    [
        new("good", true, LinkProfile.Of(20)),
        new("5 % loss", true, LinkProfile.Of(60, 0.05)),
        new("reordered and doubled", true, LinkProfile.Symmetric(new LinkDirection
        {
            Delay = TimeSpan.FromMilliseconds(20),
            ExponentialJitter = TimeSpan.FromMilliseconds(30),
            Duplication = 0.3,
        })),
        new("steps of the round trip", true, LinkProfile.Of(10), LinkProfile.Of(300), LinkProfile.Of(30), LinkProfile.Of(700), LinkProfile.Of(5), LinkProfile.Of(150)),
        new("damaged", true, LinkProfile.Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(20), Corruption = 0.1 })),
        new("thin", true, LinkProfile.Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(40), BitsPerSecond = 512_000 })),
        new("29 % loss", false, LinkProfile.Of(100, 0.29)),
        new("good again", true, LinkProfile.Of(20)),
    ];
}
