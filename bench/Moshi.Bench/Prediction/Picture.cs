using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Bench.Prediction;

/// <summary>What a user reads: text and cursor.</summary>
internal sealed record Picture(string Text, string CursorRowText, int CursorRow, int CursorColumn)
{
    /// <summary>The screen of a terminal.</summary>
    public static Picture Of(Emulator terminal)
    {
        Framebuffer screen = terminal.Screen;
        return new Picture(screen.ToText(), screen.RowText(screen.CursorRow), screen.CursorRow, screen.CursorColumn);
    }

    /// <summary>The cursor and the text before it are as they shall be; what is behind may still change.</summary>
    public bool HasTyped(Picture right) =>
        CursorRow == right.CursorRow && CursorColumn == right.CursorColumn && TextBeforeCursor == right.TextBeforeCursor;

    // By characters: where wide ones stand before the cursor, the text is a little longer than what is before it, in both pictures alike.
    private string TextBeforeCursor => CursorRowText.PadRight(CursorColumn)[..CursorColumn];
}
