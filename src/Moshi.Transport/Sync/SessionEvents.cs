namespace Moshi.Transport.Sync;

/// <summary>What happened since the host last asked; each at most once per <c>TakeEvents</c>.</summary>
[Flags]
public enum SessionEvents
{
    None = 0,

    /// <summary>A newer state of the peer is there: <c>TryTakeRemote</c>.</summary>
    NewRemote = 1 << 0,

    /// <summary>Server: first contact, return after a detach, or the client roamed. <c>Path</c> has the address.</summary>
    PathChanged = 1 << 1,

    /// <summary>Server: nothing heard for 40 s; nothing is sent until the client is heard again.</summary>
    Detached = 1 << 2,

    /// <summary>Client: 10 s without a round trip. Open a new socket, call <c>ChangePath</c>, keep the old sockets open for receiving.</summary>
    PortHopAdvised = 1 << 3,

    /// <summary>The peer is one of ours: <c>PeerCapabilities</c>.</summary>
    PeerCapabilities = 1 << 4,

    /// <summary>Another value of <c>Phase</c>.</summary>
    PhaseChanged = 1 << 5,

    /// <summary>Datagrams are kept to 500 bytes from now on.</summary>
    BudgetShrunk = 1 << 6,
}
