using System.Runtime.InteropServices;

namespace Moshi.Terminal.Parsing;

/// <summary>A recognised escape sequence: <c>ESC</c>, intermediates, final.</summary>
/// <param name="Collected">The intermediates, first one in the highest used byte, at most eight: <c>'#'</c> for <c>ESC # 8</c>.</param>
/// <param name="Final">The final, as a code point.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EscapeSequence(ulong Collected, int Final);
