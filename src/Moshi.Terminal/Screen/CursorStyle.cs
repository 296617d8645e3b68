namespace Moshi.Terminal.Screen;

/// <summary>Shape of the cursor (DECSCUSR). The values are the parameters of the sequence.</summary>
public enum CursorStyle : byte
{
    /// <summary>What the user chose.</summary>
    Default = 0,

    /// <summary>Blinking block.</summary>
    BlinkingBlock = 1,

    /// <summary>Steady block.</summary>
    SteadyBlock = 2,

    /// <summary>Blinking underline.</summary>
    BlinkingUnderline = 3,

    /// <summary>Steady underline.</summary>
    SteadyUnderline = 4,

    /// <summary>Blinking bar.</summary>
    BlinkingBar = 5,

    /// <summary>Steady bar.</summary>
    SteadyBar = 6,
}
