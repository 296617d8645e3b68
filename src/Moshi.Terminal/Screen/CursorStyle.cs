namespace Moshi.Terminal.Screen;

/// <summary>Shape of the cursor. The values up to <see cref="SteadyBar"/> are the parameters of DECSCUSR; the others come of mode 12.</summary>
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

    /// <summary>The user's shape, blinking.</summary>
    Blinking = 7,

    /// <summary>The user's shape, steady.</summary>
    Steady = 8,
}
