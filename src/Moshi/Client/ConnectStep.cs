namespace Moshi.Client;

/// <summary>What <see cref="ConnectWatch"/> wants done.</summary>
internal enum ConnectStep
{
    None,

    /// <summary>Say that nothing has been received yet.</summary>
    SayWaiting,

    /// <summary>Begin to look for the cause, and go on trying.</summary>
    SeekCause,

    /// <summary>The server is there: take that notice away.</summary>
    ClearNotice,

    /// <summary>Say that it took too long, and leave.</summary>
    GiveUp,
}
