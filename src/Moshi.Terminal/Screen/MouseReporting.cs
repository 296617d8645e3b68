namespace Moshi.Terminal.Screen;

/// <summary>Which mouse events the application asked for. The values are the DEC private mode numbers; exactly one is active (quirk Q30).</summary>
public enum MouseReporting
{
    /// <summary>No reports.</summary>
    None = 0,

    /// <summary>Button presses only (X10).</summary>
    X10 = 9,

    /// <summary>Presses and releases.</summary>
    Normal = 1000,

    /// <summary>Highlight tracking.</summary>
    Highlight = 1001,

    /// <summary>Presses, releases and drags.</summary>
    ButtonMotion = 1002,

    /// <summary>All motion.</summary>
    AnyMotion = 1003,
}
