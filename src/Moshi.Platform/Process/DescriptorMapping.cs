using System.Runtime.InteropServices;

namespace Moshi.Platform.Process;

/// <summary>A descriptor to hand to a child: it appears there under the number <paramref name="Target"/>.</summary>
/// <param name="Source">Our descriptor; stays open here.</param>
/// <param name="Target">The child's number for it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DescriptorMapping(int Source, int Target);
