using System.Net;

namespace Moshi.Commands.Doctor.Facts;

/// <summary>What a server of ours tells in its probe mode about the datagrams that reached it. It tells over ssh, so that it can be heard when UDP fails.</summary>
internal sealed record ProbeFacts
{
    /// <summary>Port that the probe is bound to.</summary>
    public int Port { get; init; }

    /// <summary>Where our datagrams came from, as the host saw it.</summary>
    public IReadOnlyList<IPEndPoint> SeenFrom { get; init; } = [];

    /// <summary>Our own end, as we see it; for comparison.</summary>
    public IReadOnlyList<IPEndPoint> SentFrom { get; init; } = [];

    /// <summary>The probe's answer has come back.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>The host was not allowed to send its answer (EPERM: a rule of its own firewall).</summary>
    public bool IsSendForbidden { get; init; }

    /// <summary>An answer that was held back for some seconds did not arrive: the mapping is gone; null when not tried.</summary>
    public bool? IsForgotten { get; init; }

    /// <summary>The silence that was tried.</summary>
    public TimeSpan Silence { get; init; }
}
