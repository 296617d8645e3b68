namespace Moshi.Ssh.Mux;

/// <summary>What became of a <see cref="MuxAliveProbe"/>.</summary>
public enum MuxAliveState
{
    /// <summary>Not answered yet. Past the time limit: wedged.</summary>
    Waiting,

    /// <summary>It lives and has told its process id. That says nothing about its connection to the host: that may have been cut off.</summary>
    Alive,

    /// <summary>It closed the connection without an answer: it is about to end, or we are not its user.</summary>
    Closed,

    /// <summary>Whatever listens there does not speak the protocol, or another version of it.</summary>
    Stranger,
}
