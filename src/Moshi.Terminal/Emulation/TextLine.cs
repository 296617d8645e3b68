using System.Runtime.InteropServices;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Text in the default style that was taken but not drawn (<see cref="TextLineReader"/>): a row of ASCII, or a whole line of other text, of as many rows as it happens to take.
/// </summary>
/// <param name="Start">Where its bytes begin.</param>
/// <param name="Length">How many there are; none is a control.</param>
/// <param name="Columns">Columns that a row of ASCII takes, which are all when it runs on; of other text, the width of the screen that it came to.</param>
/// <param name="IsWrapped">True when a row of ASCII runs on into the next one. Other text never does.</param>
/// <param name="IsAscii">True when every byte is one column, and all are on one row.</param>
/// <param name="WidthPolicy">How other text is to be measured.</param>
/// <param name="AmbiguousWidth">Columns of its ambiguous characters.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextLine(int Start, int Length, int Columns, bool IsWrapped, bool IsAscii, WidthPolicy WidthPolicy, AmbiguousWidth AmbiguousWidth);
