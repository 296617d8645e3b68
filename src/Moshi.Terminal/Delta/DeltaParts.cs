namespace Moshi.Terminal.Delta;

/// <summary>Which parts a delta has, in the order in which they follow its first varint. The drawing part comes last and needs no flag.</summary>
[Flags]
internal enum DeltaParts : uint
{
    None = 0,

    /// <summary>New size: columns, rows. Both grids are cut or extended at the right and the bottom first.</summary>
    Size = 1 << 0,

    /// <summary>The screens change places.</summary>
    Switch = 1 << 1,

    /// <summary>Rows that are copies of others of the reference: number less one, then for each run first row, source row, count less one.</summary>
    Copies = 1 << 2,

    /// <summary>The cursor is not at the point where drawing ended: row, column.</summary>
    Cursor = 1 << 3,

    /// <summary>The pen is not the style in which drawing ended: a style.</summary>
    Pen = 1 << 4,

    /// <summary>Modes, titles and so on: <see cref="StatusParts"/>.</summary>
    Status = 1 << 5,

    /// <summary>The screen that is not shown has changed: length and drawing part of its own, which begins at the top left in the default style.</summary>
    Inactive = 1 << 6,

    /// <summary>The screen that is not shown is forgotten.</summary>
    DropInactive = 1 << 7,
}
