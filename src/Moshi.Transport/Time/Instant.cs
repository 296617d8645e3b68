namespace Moshi.Transport.Time;

/// <summary>A point on the monotonic clock of one process, in microseconds from an arbitrary origin. Never wall-clock time.</summary>
public readonly record struct Instant(long Micros) : IComparable<Instant>
{
    /// <summary>Later than any instant that is ever reached: "no deadline".</summary>
    public static readonly Instant Never = new(long.MaxValue);

    public static Instant operator +(Instant at, TimeSpan by) => at == Never ? Never : new(at.Micros + (long)by.TotalMicroseconds);
    public static TimeSpan operator -(Instant a, Instant b) => TimeSpan.FromMicroseconds(a.Micros - b.Micros);
    public static bool operator <(Instant a, Instant b) => a.Micros < b.Micros;
    public static bool operator >(Instant a, Instant b) => a.Micros > b.Micros;
    public static bool operator <=(Instant a, Instant b) => a.Micros <= b.Micros;
    public static bool operator >=(Instant a, Instant b) => a.Micros >= b.Micros;
    public static Instant Min(Instant a, Instant b) => a < b ? a : b;
    public int CompareTo(Instant other) => Micros.CompareTo(other.Micros);
}
