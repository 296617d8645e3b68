namespace Moshi.Terminal.Delta;

/// <summary>
/// The bytes of the drawing part of a screen delta (docs/protocol/screen-delta.md). Text stands for itself: 0x20-0x7E and the UTF-8 of one code point each
/// write a cell at the point, in the current style. The rest are these.
/// </summary>
internal static class DeltaCode
{
    /// <summary>Point to column 0 of the next row.</summary>
    internal const byte NextRow = 0x00;

    /// <summary>Point to column 0 of a row: varint.</summary>
    internal const byte Row = 0x01;

    /// <summary>Point to a column of its row: varint.</summary>
    internal const byte Column = 0x02;

    /// <summary>Blanks in the current style from the point to the end of its row. The point stays.</summary>
    internal const byte EraseToEnd = 0x03;

    /// <summary>The same in the default style.</summary>
    internal const byte EraseToEndDefault = 0x04;

    /// <summary>Blank cells in the current style: varint of their number less one.</summary>
    internal const byte Blanks = 0x05;

    /// <summary>The same in the default style.</summary>
    internal const byte BlanksDefault = 0x06;

    /// <summary>Repeats the last cell written by text or a cluster: varint of the number less one.</summary>
    internal const byte Repeat = 0x07;

    /// <summary>A whole style.</summary>
    internal const byte Style = 0x08;

    /// <summary>A foreground; the rest of the current style stays.</summary>
    internal const byte Foreground = 0x09;

    /// <summary>A background; the rest of the current style stays.</summary>
    internal const byte Background = 0x0A;

    /// <summary>Attributes: varint; the rest of the current style stays.</summary>
    internal const byte Attributes = 0x0B;

    /// <summary>A cluster in one column: length, UTF-8.</summary>
    internal const byte Cluster = 0x0C;

    /// <summary>A cluster in two columns: length, UTF-8.</summary>
    internal const byte WideCluster = 0x0D;

    /// <summary>The code point that follows has the other width than <see cref="DeltaWidths"/> says.</summary>
    internal const byte OtherWidth = 0x0E;

    /// <summary>The row of the point runs on into the next one.</summary>
    internal const byte Wrapped = 0x0F;

    /// <summary>It does not.</summary>
    internal const byte NotWrapped = 0x10;

    /// <summary>Semantic marks of the row of the point: flags, input column.</summary>
    internal const byte Marks = 0x11;

    /// <summary>Inserts blank default cells at the point: varint of their number less one.</summary>
    internal const byte Insert = 0x12;

    /// <summary>Deletes cells at the point; blank default ones come in at the right: varint of the number less one.</summary>
    internal const byte Delete = 0x13;

    /// <summary>Makes the row of the point blank, unwrapped and unmarked.</summary>
    internal const byte ClearRow = 0x14;

    /// <summary>0x80-0x9F: the point moves right by 1 to 32 columns.</summary>
    internal const byte Skip = 0x80;

    /// <summary>0xA0-0xBF: one of the 32 styles used last, 0 being the last before the current one.</summary>
    internal const byte RecentStyle = 0xA0;

    /// <summary>How many steps and recent styles have a byte of their own.</summary>
    internal const int ShortForms = 32;
}
