using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>The progress that the application reports (OSC 9;4).</summary>
/// <param name="State">What kind.</param>
/// <param name="Percent">0 to 100.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Progress(ProgressState State, byte Percent);
