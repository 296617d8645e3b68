using System.Runtime.InteropServices;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>A row of text in the default style that was measured but not drawn (<see cref="TextRowReader"/>).</summary>
/// <param name="Start">Where its bytes begin.</param>
/// <param name="Length">How many there are; all are printable.</param>
/// <param name="Columns">Columns that they take; a whole row when it runs on.</param>
/// <param name="IsWrapped">True when the text runs on into the next row.</param>
/// <param name="IsAscii">True when every byte is one column.</param>
/// <param name="AmbiguousWidth">By which it was measured.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextRow(int Start, int Length, int Columns, bool IsWrapped, bool IsAscii, AmbiguousWidth AmbiguousWidth);
