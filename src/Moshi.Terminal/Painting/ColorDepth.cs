namespace Moshi.Terminal.Painting;

/// <summary>How many colours a receiver can be told.</summary>
public enum ColorDepth : byte
{
    /// <summary>SGR 30-37, 40-47.</summary>
    Eight = 0,

    /// <summary>The bright ones too: SGR 90-97, 100-107.</summary>
    Sixteen = 1,

    /// <summary>SGR 38;5;n.</summary>
    Palette = 2,

    /// <summary>SGR 38;2;r;g;b.</summary>
    TrueColor = 3,
}
