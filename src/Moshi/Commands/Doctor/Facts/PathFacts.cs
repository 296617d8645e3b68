using System.Net;

namespace Moshi.Commands.Doctor.Facts;

/// <summary>What the exchange of datagrams with the host's server has shown.</summary>
internal sealed record PathFacts
{
    /// <summary>Where datagrams were sent, the best guess first.</summary>
    public IReadOnlyList<IPEndPoint> Tried { get; init; } = [];

    /// <summary>Where authentic answers came from, in the order in which they came.</summary>
    public IReadOnlyList<IPEndPoint> Answered { get; init; } = [];

    /// <summary>Our own end of the ways to <see cref="Tried"/>, without ports.</summary>
    public IReadOnlyList<IPAddress> Own { get; init; } = [];

    /// <summary>Nothing came to the port that was announced, and others were tried.</summary>
    public bool WasSearched { get; init; }

    /// <summary>Some host on the way, or the server's, refused: ICMP port unreachable.</summary>
    public bool WasRefused { get; init; }

    /// <summary>Errors of sending on this machine, for people; empty for none.</summary>
    public string SendError { get; init; } = "";

    /// <summary>The server has received authentic datagrams; null when it could not tell.</summary>
    public bool? HasArrived { get; init; }

    /// <summary>From first datagram to first answer.</summary>
    public TimeSpan? FirstAnswer { get; init; }

    /// <summary>Largest IP packet that reached the server without being fragmented on the way; 0 when not tried.</summary>
    public int LargestOut { get; init; }

    /// <summary>Smallest IP packet that was tried and did not reach the server unfragmented; 0 when all did.</summary>
    public int LostOut { get; init; }

    /// <summary>A packet of full size reached the server when fragmenting was allowed; null when not tried.</summary>
    public bool? FullSizeOut { get; init; }

    /// <summary>Largest IP packet that came back.</summary>
    public int LargestBack { get; init; }

    /// <summary>Parts of an instruction came back, but never the large ones in front.</summary>
    public bool IsLargeBackMissing { get; init; }

    /// <summary>The server was watched after ssh had left.</summary>
    public bool WasWatchedAfterLogin { get; init; }

    /// <summary>It still answered then.</summary>
    public bool AnswersAfterLogin { get; init; }

    /// <summary>It took its leave by itself then.</summary>
    public bool SaidGoodbye { get; init; }

    /// <summary>By how much the server's clock, by the times in its datagrams, went wrong during the exchange.</summary>
    public TimeSpan ServerClockJump { get; init; }

    /// <summary>What a probe server of ours has seen; null when the host has none.</summary>
    public ProbeFacts? Probe { get; init; }

    /// <summary>Datagrams go out and come back.</summary>
    public bool IsUp => Answered.Count > 0;
}
