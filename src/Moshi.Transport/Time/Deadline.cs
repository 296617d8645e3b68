namespace Moshi.Transport.Time;

/// <summary>One alarm of a state machine. The owner asks <see cref="TryFire"/> when time has moved; nothing runs by itself.</summary>
public struct Deadline
{
    public Deadline() { }
    public Instant At { get; private set; } = Instant.Never;
    public readonly bool IsArmed => At != Instant.Never;
    public void Arm(Instant at) => At = at;
    public void Cancel() => At = Instant.Never;

    /// <summary>True, once, when the alarm is due; it is then disarmed.</summary>
    public bool TryFire(Instant now)
    {
        if (now < At)
            return false;
        At = Instant.Never;
        return true;
    }
}
