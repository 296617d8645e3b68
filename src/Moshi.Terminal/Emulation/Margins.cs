using System.Runtime.InteropServices;

namespace Moshi.Terminal.Emulation;

/// <summary>A scrolling region, or a rectangle of the screen: all four sides belong to it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Margins(int Top, int Left, int Bottom, int Right);
