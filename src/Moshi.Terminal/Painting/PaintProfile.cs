using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// What the receiver of a paint job understands. What it does not is projected away before anything is compared (<see cref="PictureProjection"/>), or done
/// by other means (docs/decisions/0009-painters.md).
/// </summary>
public sealed record PaintProfile
{
    /// <summary>A stock mosh 1.4 client at the other end of the wire: the vocabulary of mosh-protocol §8.3, of which only complete sequences are used.</summary>
    public static PaintProfile Wire { get; } = new()
    {
        UsesStockWidths = true,
        Attributes = CellAttributes.Bold | CellAttributes.Italic | CellAttributes.Underline | CellAttributes.Blink | CellAttributes.Inverse | CellAttributes.Invisible,
        Colors = ColorDepth.TrueColor,
        EraseCharacters = true,
        BackColorErase = true,
        EraseDisplay = true,
        Titles = true,
        ExactBlanks = true,
        ErasesLastCorner = true,
        EditCharacters = true,
        EditLines = true,
        ScrollCommands = true,
        AllMoves = true,
    };

    /// <summary>A terminal of which only the name is known: what stock mosh sends to it, and no more.</summary>
    public static PaintProfile Plain { get; } = new()
    {
        Attributes = Wire.Attributes,
        Colors = ColorDepth.TrueColor,
        ExactBlanks = true,
        HidesCursor = true,
        DoubtsWidths = true,
    };

    /// <summary>A terminal of the xterm family of these years.</summary>
    public static PaintProfile Rich { get; } = Wire with
    {
        UsesStockWidths = false,
        ErasesLastCorner = false,
        Attributes = Wire.Attributes | CellAttributes.Faint | CellAttributes.Strikethrough | CellAttributes.Overline,
        UnderlineStyles = true,
        UnderlineColors = true,
        Links = true,
        HidesCursor = true,
        DoubtsWidths = true,
    };

    /// <summary>Characters are measured by <see cref="Unicode.WidthPolicy.Stock"/>; what such a receiver would lay out otherwise is replaced.</summary>
    public bool UsesStockWidths { get; init; }

    /// <summary>The renditions that are drawn. Others are dropped, but faint becomes bright black where the foreground is the default.</summary>
    public CellAttributes Attributes { get; init; }

    /// <summary>Colours that can be told; deeper ones become the nearest.</summary>
    public ColorDepth Colors { get; init; }

    /// <summary>SGR 4:2 to 4:5. Without, every underline is a single one.</summary>
    public bool UnderlineStyles { get; init; }

    /// <summary>SGR 58 in its colon form.</summary>
    public bool UnderlineColors { get; init; }

    /// <summary>Hyperlinks (OSC 8), of the schemes that <see cref="LinkSchemes"/> allows.</summary>
    public bool Links { get; init; }

    /// <summary>ECH (terminfo <c>ech</c>).</summary>
    public bool EraseCharacters { get; init; }

    /// <summary>Erased cells take the current background (terminfo <c>bce</c>).</summary>
    public bool BackColorErase { get; init; }

    /// <summary>ED 0 may stand for many EL.</summary>
    public bool EraseDisplay { get; init; }

    /// <summary>Window titles (OSC 0, 1, 2).</summary>
    public bool Titles { get; init; }

    /// <summary>ICH and DCH.</summary>
    public bool EditCharacters { get; init; }

    /// <summary>IL and DL.</summary>
    public bool EditLines { get; init; }

    /// <summary>SU and SD; without, only line feeds at the bottom of a region.</summary>
    public bool ScrollCommands { get; init; }

    /// <summary>CHA, VPA, CUU, CUD, CUF, CUB and RI, not only CUP, CR, LF and BS.</summary>
    public bool AllMoves { get; init; }

    /// <summary>Mouse reports in pixels (mode 1016).</summary>
    public bool PixelMouse { get; init; }

    /// <summary>REP (terminfo <c>rep</c>).</summary>
    public bool Repeats { get; init; }

    /// <summary>Whole rows that leave at the top are scrolled out by line feeds, so that a terminal with history keeps them.</summary>
    public bool FeedsHistory { get; init; }

    /// <summary>The cursor is hidden before it moves about.</summary>
    public bool HidesCursor { get; init; }

    /// <summary>
    /// Blanks keep all of their style, also what nobody sees of it. Without, they keep what shows, and are printed in whatever pen is at hand.
    /// </summary>
    public bool ExactBlanks { get; init; }

    /// <summary>
    /// Blanks up to the last column of the cursor's row, when it is the last one, are erased and not printed, even where that is longer: a stock client that
    /// has to print that column and then to go back a little goes one column too far (quirk Q4).
    /// </summary>
    public bool ErasesLastCorner { get; init; }

    /// <summary>
    /// Whether the receiver gives a character the width that it has here is certain only for common ones: after any other the cursor is placed anew.
    /// </summary>
    public bool DoubtsWidths { get; init; }
}
