namespace Moshi.Terminal.Emulation;

/// <summary>Which erasing functions leave protected cells alone. As in xterm, the kind that was used last decides for all cells.</summary>
internal enum Protection : byte
{
    /// <summary>Nothing was ever protected.</summary>
    None,

    /// <summary>DECSCA: selective erasing (DECSED, DECSEL, DECSERA) does.</summary>
    Dec,

    /// <summary>SPA, EPA: every erasing function does.</summary>
    Iso,
}
