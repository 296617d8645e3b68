using Moshi.Terminal.Prediction;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>How far away the host is, and who serves there.</summary>
/// <param name="RoundTripMs">Round trip.</param>
/// <param name="IsStock">The server keeps mosh 1.4's timers and says nothing beside the picture.</param>
/// <param name="Loss">Share of datagrams that are lost, each way.</param>
/// <param name="Mode">The client's mode.</param>
/// <param name="Overwrite">The client's overwrite switch.</param>
/// <param name="JitterMs">Greatest further delay of a datagram, each way.</param>
internal sealed record ReplayLink(
    int RoundTripMs,
    bool IsStock,
    double Loss = 0,
    PredictionMode Mode = PredictionMode.Adaptive,
    bool Overwrite = false,
    int JitterMs = 0);
