using Moshi.Platform.Net;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;

namespace Moshi.Client;

/// <summary>All that a client is told before it starts.</summary>
/// <param name="Server">Address and port, for life.</param>
/// <param name="Key">The session's key, 16 bytes.</param>
/// <param name="Prediction">When typed text is shown before the server has answered.</param>
/// <param name="EscapeKey">The key for commands to the client.</param>
/// <param name="PrefixesTitle">Mark window titles with <c>[mosh]</c>.</param>
/// <param name="Verbosity">How often -v was given.</param>
internal sealed record ClientSettings(
    UdpEndpoint Server,
    byte[] Key,
    PredictionSettings Prediction,
    EscapeKey EscapeKey,
    bool PrefixesTitle,
    int Verbosity);
