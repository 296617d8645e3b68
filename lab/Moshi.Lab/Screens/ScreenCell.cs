namespace Moshi.Lab.Screens;

/// <summary>One cell as the eye saw it: its text, and how it looks in canonical words ("" = plain), e.g. `bold fg=38;5;196`.</summary>
/// <param name="Text">The character with its combining marks; " " when blank; "" for the right half of a wide character.</param>
/// <param name="Look">Attributes and colours that can be seen. A blank cell has no foreground unless a line or reverse video shows it.</param>
public readonly record struct ScreenCell(string Text, string Look)
{
    /// <summary>A blank cell without attributes.</summary>
    public static ScreenCell Blank { get; } = new(" ", "");
}
