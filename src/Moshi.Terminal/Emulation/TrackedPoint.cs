using System.Runtime.InteropServices;

namespace Moshi.Terminal.Emulation;

/// <summary>A position on the primary screen that must stay on its character when lines are wrapped anew: the cursor, a saved cursor.</summary>
/// <param name="Row">Row of the screen, from 0.</param>
/// <param name="Column">Column, from 0; the number of columns stands for the last column with a wrap pending.</param>
[StructLayout(LayoutKind.Auto)]
internal record struct TrackedPoint(int Row, int Column);
