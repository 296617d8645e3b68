using System.Runtime.InteropServices;

namespace Moshi.Terminal.Painting;

/// <summary>Rows [<paramref name="Top"/>, <paramref name="Bottom"/>] move up by <paramref name="Distance"/>, down when it is negative; 0 is no scrolling.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScrollPlan(int Top, int Bottom, int Distance)
{
    internal int Count => Math.Abs(Distance);
}
