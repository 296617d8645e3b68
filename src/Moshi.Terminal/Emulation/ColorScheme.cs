namespace Moshi.Terminal.Emulation;

/// <summary>Whether the user's terminal is dark or light. The values are the parameters of <c>CSI ? 997 ; n n</c>.</summary>
public enum ColorScheme : byte
{
    /// <summary>Nobody knows.</summary>
    Unknown = 0,

    /// <summary>Light text on dark.</summary>
    Dark = 1,

    /// <summary>Dark text on light.</summary>
    Light = 2,
}
