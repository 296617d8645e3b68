namespace Moshi.Terminal.Screen;

/// <summary>How an underlined cell is underlined (SGR 4:1 to 4:5, 21). Means something only together with <see cref="CellAttributes.Underline"/>.</summary>
public enum UnderlineStyle : byte
{
    /// <summary>SGR 4, 4:1.</summary>
    Single = 0,

    /// <summary>SGR 21, 4:2.</summary>
    Double = 1,

    /// <summary>SGR 4:3.</summary>
    Curly = 2,

    /// <summary>SGR 4:4.</summary>
    Dotted = 3,

    /// <summary>SGR 4:5.</summary>
    Dashed = 4,
}
