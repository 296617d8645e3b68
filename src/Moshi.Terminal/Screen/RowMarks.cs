namespace Moshi.Terminal.Screen;

/// <summary>Semantic marks of a row (OSC 133). They move with the row.</summary>
[Flags]
public enum RowMarks : byte
{
    /// <summary>No mark.</summary>
    None = 0,

    /// <summary>A prompt begins here (133;A).</summary>
    Prompt = 1 << 0,

    /// <summary>The user's input begins here (133;B), at <see cref="Framebuffer.InputColumnOf"/>.</summary>
    Input = 1 << 1,

    /// <summary>A command's output begins here (133;C).</summary>
    Output = 1 << 2,
}
