namespace Moshi.Lab.Processes;

/// <summary>The signals that the lab sends (Linux numbers).</summary>
public enum Signal
{
    /// <summary>SIGHUP.</summary>
    Hangup = 1,
    /// <summary>SIGINT.</summary>
    Interrupt = 2,
    /// <summary>SIGKILL.</summary>
    Kill = 9,
    /// <summary>SIGUSR1.</summary>
    User1 = 10,
    /// <summary>SIGPIPE.</summary>
    Pipe = 13,
    /// <summary>SIGTERM.</summary>
    Terminate = 15,
    /// <summary>SIGCONT.</summary>
    Continue = 18,
    /// <summary>SIGSTOP.</summary>
    Stop = 19,
}
