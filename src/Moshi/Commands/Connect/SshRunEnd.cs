namespace Moshi.Commands.Connect;

/// <summary>Why an <see cref="SshRun"/> is not waited for any more.</summary>
internal enum SshRunEnd
{
    Running,

    /// <summary>What was wanted is there.</summary>
    Done,

    /// <summary>ssh has ended, and all of its output is read.</summary>
    Ended,
    Interrupted,

    /// <summary>The login took too long, and nobody is being asked anything.</summary>
    LoginTimeout,

    /// <summary>The login is complete, but our script did not begin.</summary>
    ShellTimeout,

    /// <summary>The script began, and has taken too long since the login.</summary>
    TotalTimeout,
}
