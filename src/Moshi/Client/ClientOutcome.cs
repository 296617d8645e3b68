using Moshi.Platform.Net;

namespace Moshi.Client;

/// <summary>How a session ended, for the words and the exit status of whoever ran it.</summary>
/// <param name="IsClean">Either end has told the other that it leaves, and was answered.</param>
/// <param name="EverConnected">The server was heard at all.</param>
/// <param name="ExitStatus">Status of the remote command, when the server is one of ours and it has ended.</param>
internal sealed record ClientOutcome(bool IsClean, bool EverConnected, int? ExitStatus)
{
    /// <summary>The user has given up waiting for the server (<see cref="ClientSettings.IsInterruptible"/>).</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>To where datagrams were sent, in this order.</summary>
    public IReadOnlyList<UdpEndpoint> Tried { get; init; } = [];

    /// <summary>The one of them that was in use last; none when nobody has ever answered.</summary>
    public UdpEndpoint Answered { get; init; }
}
