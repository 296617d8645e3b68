using System.Runtime.InteropServices;

namespace Moshi.Terminal.Painting;

/// <summary>What the receiver's cursor and pen are at a point of the output. Copied and put back when one way to paint is tried against another.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PaintPosition
{
    /// <summary>For any of the fields: nothing is known.</summary>
    internal const int Unknown = -1;

    /// <summary>Row of the cursor.</summary>
    internal int Row;

    /// <summary>
    /// Column of the cursor. The number of columns itself says that the last one may have been written and a wrap be pending: only moves that do not
    /// depend on the column are safe then (mosh-protocol §8.7, quirk Q4).
    /// </summary>
    internal int Column;

    /// <summary>Id of the pen in the projection's table.</summary>
    internal int PenId;

    /// <summary>DECTCEM.</summary>
    internal bool CursorVisible;
}
