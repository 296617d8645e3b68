namespace Moshi.Session;

/// <summary>What the user may decide about how the datagrams of a session are sent. Both ends read it from the environment; a client's configuration goes before that.</summary>
/// <param name="SteersRtt">MOSHI_STEER_RTT, MoshiSteerRtt: a stock peer is made to send its frames sooner. <c>off</c> turns it off.</param>
/// <param name="LowData">MOSHI_LOW_DATA, MoshiLowData: nothing is sent twice on suspicion, and a peer of ours is asked for the same.</param>
/// <param name="RoundTrip">What the path takes there and back, if that is known already.</param>
internal sealed record LinkSettings(bool SteersRtt = true, bool LowData = false, TimeSpan? RoundTrip = null)
{
    /// <summary>Reads the variables; what makes no sense means nothing.</summary>
    public static LinkSettings Read(Func<string, string?> find) => new(
        SteersRtt: !string.Equals(find("MOSHI_STEER_RTT"), "off", StringComparison.OrdinalIgnoreCase),
        LowData: string.Equals(find("MOSHI_LOW_DATA"), "yes", StringComparison.OrdinalIgnoreCase));
}
