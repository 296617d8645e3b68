namespace Moshi.Terminal.Screen;

/// <summary>How mouse reports are written. The values are the DEC private mode numbers.</summary>
public enum MouseEncoding
{
    /// <summary>Single bytes, up to column 223.</summary>
    Default = 0,

    /// <summary>UTF-8 coordinates.</summary>
    Utf8 = 1005,

    /// <summary>SGR form.</summary>
    Sgr = 1006,

    /// <summary>urxvt form.</summary>
    Urxvt = 1015,

    /// <summary>SGR form in pixels; not for stock peers.</summary>
    SgrPixels = 1016,
}
