using Moshi.Transport.Time;

namespace Moshi.Server;

/// <summary>
/// When a session ends with its program, and with which status. It ends when the program does, also if something in the background still has the terminal open
/// (a plain terminal closes then, too); or when nothing has the terminal open any more.
/// </summary>
internal sealed class ProgramEnd
{
    /// <summary>How long the reason stays on the screen when the program could not be started.</summary>
    public static readonly TimeSpan FailureShown = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a program that has let go of the terminal may take to tell its status, and a background job that floods the terminal may keep the session of an
    /// ended one from ending.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>What the client is told; 0 until it is known.</summary>
    public int Status { get; private set; }

    /// <summary>The session is to end now or, without news, at this time.</summary>
    public Instant At { get; private set; } = Instant.Never;

    /// <summary>The program never ran.</summary>
    /// <param name="status">What a shell would make of it: 127 or 126.</param>
    /// <param name="now">The present.</param>
    public void FailedToStart(int status, Instant now)
    {
        Status = status;
        At = now + FailureShown;
    }

    /// <summary>Tells how the program is; after every look at its terminal.</summary>
    /// <param name="status">How it ended; null while it runs or has not told yet. The status is often later than the end of the terminal.</param>
    /// <param name="isHungUp">Nothing has the terminal open.</param>
    /// <param name="isDrained">All output was read.</param>
    /// <param name="now">The present.</param>
    public void Note(int? status, bool isHungUp, bool isDrained, Instant now)
    {
        if (status is { } known)
            Status = known;
        if (status is not null && isDrained)
            At = Instant.Min(At, now);
        else if (status is not null || isHungUp)
            At = Instant.Min(At, now + Grace);
    }
}
