namespace Moshi.Transport.Time;

/// <summary>A point on the monotonic clock of one process, in microseconds from an arbitrary origin. Never wall-clock time.</summary>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>Later than any instant that is ever reached: "no deadline".</summary>
    public static readonly Instant Never = new(long.MaxValue);

    /// <summary>Whole milliseconds since the origin; the clock that the wire's 16-bit timestamps are taken from.</summary>
    public long Milliseconds => Micros / 1000;

    public static Instant operator +(Instant at, TimeSpan by) => at == Never ? Never : new(at.Micros + by.Ticks / TicksPerMicrosecond);

    public static Instant operator -(Instant at, TimeSpan by) => at == Never ? Never : new(at.Micros - by.Ticks / TicksPerMicrosecond);

    /// <summary>The time from <paramref name="b"/> to <paramref name="a"/>; <see cref="TimeSpan.MaxValue"/> when a is <see cref="Never"/>.</summary>
    public static TimeSpan operator -(Instant a, Instant b) => a == Never ? TimeSpan.MaxValue : TimeSpan.FromTicks((a.Micros - b.Micros) * TicksPerMicrosecond);

    public static bool operator <(Instant a, Instant b) => a.Micros < b.Micros;
    public static bool operator >(Instant a, Instant b) => a.Micros > b.Micros;
    public static bool operator <=(Instant a, Instant b) => a.Micros <= b.Micros;
    public static bool operator >=(Instant a, Instant b) => a.Micros >= b.Micros;
    public static Instant Min(Instant a, Instant b) => a < b ? a : b;
    public static Instant Max(Instant a, Instant b) => a > b ? a : b;
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);
}
