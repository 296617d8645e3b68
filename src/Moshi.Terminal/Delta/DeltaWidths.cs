namespace Moshi.Terminal.Delta;

/// <summary>
/// The width that a bare code point has in a delta. Part of the format and therefore frozen: it is no width table, but a guess that spares most cells
/// the byte that says otherwise (<see cref="DeltaCode.OtherWidth"/>). Two ends with different Unicode versions agree all the same.
/// </summary>
internal static class DeltaWidths
{
    internal static bool IsWide(int codePoint) => codePoint >= 0x1100
        && (codePoint is <= 0x115F
            or (>= 0x2E80 and <= 0xA4CF)
            or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF01 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD));
}
