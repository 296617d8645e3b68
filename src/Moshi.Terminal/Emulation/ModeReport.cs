namespace Moshi.Terminal.Emulation;

/// <summary>State of a mode; the values are those of DECRPM.</summary>
internal enum ModeReport
{
    Unknown = 0,
    Set = 1,
    Reset = 2,
    AlwaysSet = 3,
    AlwaysReset = 4,
}
