using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;

namespace Moshi.Client;

/// <summary>All that a client is told before it starts.</summary>
/// <param name="Servers">Where the server may be, at least one, best first; the first that gives an authentic answer is it.</param>
/// <param name="Key">The session's key, 16 bytes.</param>
/// <param name="Prediction">When typed text is shown before the server has answered.</param>
/// <param name="EscapeKey">The key for commands to the client.</param>
/// <param name="PrefixesTitle">Mark window titles with <c>[mosh]</c>.</param>
/// <param name="Verbosity">How often -v was given.</param>
internal sealed record ClientSettings(
    IReadOnlyList<UdpEndpoint> Servers,
    byte[] Key,
    PredictionSettings Prediction,
    EscapeKey EscapeKey,
    bool PrefixesTitle,
    int Verbosity)
{
    /// <summary>What stands before titles, with <see cref="PrefixesTitle"/>.</summary>
    public string TitleMark { get; init; } = TitlePrefix.Stock;

    /// <summary>Ctrl-C gives up as long as nothing has come from the server, as it does while ssh logs in; later it is a key like others.</summary>
    public bool IsInterruptible { get; init; }

    /// <summary>More of <see cref="Servers"/>, later; null for a server that nobody has to be asked about. Owned by the client.</summary>
    public ICandidateFeed? MoreServers { get; init; }

    /// <summary>Looks for the cause when the server is silent; null for nobody. Not owned by the client: what it has found is told by whoever runs the client.</summary>
    public ICauseSearch? CauseSearch { get; init; }

    /// <summary>How its datagrams are sent.</summary>
    public LinkSettings Link { get; init; } = new();
}
