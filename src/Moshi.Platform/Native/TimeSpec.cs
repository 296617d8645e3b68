using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct timespec of 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    internal long Seconds;
    internal long Nanoseconds;

    internal readonly long Micros => Seconds * 1_000_000 + Nanoseconds / 1_000;

    internal static TimeSpec FromMicros(long micros) => new() { Seconds = micros / 1_000_000, Nanoseconds = micros % 1_000_000 * 1_000 };
}
