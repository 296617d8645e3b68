namespace Moshi.Commands;

/// <summary>What this process was called to do.</summary>
internal enum Job
{
    /// <summary>Called without a word: how to use it, on stderr.</summary>
    Usage,
    Help,
    Version,

    /// <summary>A session on another host.</summary>
    Connect,

    /// <summary><c>mosh</c>: start a server over ssh, then become its client.</summary>
    Wrapper,
    Client,
    Server,

    /// <summary>A session on this machine.</summary>
    Local,

    /// <summary>Configuration: show, check, import.</summary>
    Config,

    /// <summary>What MOSHI_TRACE has written, summed up and drawn.</summary>
    Trace,

    /// <summary>Completions for a shell.</summary>
    Completion,

    /// <summary>Why a connection fails, or would.</summary>
    Doctor,

    /// <summary>The doctor's other end at a host.</summary>
    Probe,
}
