using System.Text.RegularExpressions;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Bench.Prediction;

/// <summary>What a user reads: text and cursor.</summary>
internal sealed partial record Picture(string Text, string CursorRowText, int CursorRow, int CursorColumn)
{
    /// <summary>The screen of a terminal, without the time of the day if there is a clock.</summary>
    public static Picture Of(Emulator terminal, bool hasClock)
    {
        Framebuffer screen = terminal.Screen;
        string text = screen.ToText(), row = screen.RowText(screen.CursorRow);
        return hasClock
            ? new Picture(Clock().Replace(text, ""), Clock().Replace(row, ""), screen.CursorRow, screen.CursorColumn)
            : new Picture(text, row, screen.CursorRow, screen.CursorColumn);
    }

    // However many times a clock has written below each other.
    [GeneratedRegex("\\d\\d:\\d\\d(:\\d\\d)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    /// <summary>The cursor and the text before it are as they shall be; what is behind may still change.</summary>
    public bool HasTyped(Picture right) =>
        CursorRow == right.CursorRow && CursorColumn == right.CursorColumn && TextBeforeCursor == right.TextBeforeCursor;

    // By characters: where wide ones stand before the cursor, the text is a little longer than what is before it, in both pictures alike.
    private string TextBeforeCursor => CursorRowText.PadRight(CursorColumn)[..CursorColumn];
}
