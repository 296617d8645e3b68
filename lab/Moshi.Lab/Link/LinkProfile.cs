namespace Moshi.Lab.Link;

/// <summary>Both directions of an emulated link.</summary>
public sealed record LinkProfile(LinkDirection ToServer, LinkDirection ToClient)
{
    /// <summary>A link that changes nothing.</summary>
    public static LinkProfile Clean { get; } = Symmetric(new LinkDirection());

    /// <summary>The same in both directions.</summary>
    public static LinkProfile Symmetric(LinkDirection direction) => new(direction, direction);

    /// <summary>A link of a round-trip time and a loss in each direction.</summary>
    public static LinkProfile Of(double roundTripMs, double loss = 0) =>
        Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(roundTripMs / 2), Loss = loss });

    /// <summary>The propagation delay there and back.</summary>
    public TimeSpan RoundTrip => ToServer.Delay + ToClient.Delay;
}
