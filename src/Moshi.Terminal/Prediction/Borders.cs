namespace Moshi.Terminal.Prediction;

/// <summary>Characters that programs draw borders with. Used by the engine only.</summary>
internal static class Borders
{
    /// <summary>Box drawing characters (U+2500 block) with a vertical stroke.</summary>
    public static bool IsVertical(int codePoint) =>
        codePoint is 0x2502 or 0x2503 or 0x2506 or 0x2507 or (>= 0x250A and <= 0x254B) or 0x254E or 0x254F or (>= 0x2551 and <= 0x2570);
}
