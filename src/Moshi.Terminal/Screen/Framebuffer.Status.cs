namespace Moshi.Terminal.Screen;

// What a picture holds beside its cells.
public sealed partial class Framebuffer
{
    /// <summary>Column of the cursor, 0 to <see cref="Columns"/> - 1.</summary>
    public int CursorColumn { get; internal set; }

    /// <summary>Row of the cursor, 0 to <see cref="Rows"/> - 1.</summary>
    public int CursorRow { get; internal set; }

    /// <summary>Shape of the cursor (DECSCUSR).</summary>
    public CursorStyle CursorStyle { get; set; }

    /// <summary>The renditions that the next printed character would get.</summary>
    public Style Pen { get; set; }

    /// <summary>Cursor visibility, reverse video, paste, focus, mouse and keyboard modes.</summary>
    public DisplayModes Modes { get; set; } = DisplayModes.Initial;

    /// <summary>Window title (OSC 0, 2).</summary>
    public string Title { get; set; } = "";

    /// <summary>Icon name (OSC 0, 1).</summary>
    public string IconName { get; set; } = "";

    /// <summary>True once any title was set; until then titles are not painted. A reset does not clear it.</summary>
    public bool TitleWasSet { get; set; }

    /// <summary>What OSC 52 last put on selection <c>c</c>, verbatim base64 (or <c>?</c>): the state that stock mosh keeps (quirk Q8). Between ends of
    /// our own the clipboard is one of the <see cref="Effects"/>.</summary>
    public string Clipboard { get; set; } = "";

    /// <summary>Bells rung so far; wraps. A frame rings once when it differs (quirk Q9).</summary>
    public uint BellCount { get; set; }

    /// <summary>Colours that the application has redefined.</summary>
    public ColorOverrides Colors { get; set; } = ColorOverrides.None;

    /// <summary>Working directory as the shell tells it (OSC 7), a <c>file:</c> URL; empty when unknown.</summary>
    public string WorkingDirectory { get; set; } = "";

    /// <summary>Progress report (OSC 9;4).</summary>
    public Progress Progress { get; set; }

    /// <summary>Shape of the mouse pointer (OSC 22), a CSS or X11 name; empty for the terminal's own.</summary>
    public string PointerShape { get; set; } = "";

    /// <summary>Where the shell is (OSC 133).</summary>
    public ShellPhase ShellPhase { get; set; }

    /// <summary>What the pty says about typed text; filled in by the host for each state that it sends.</summary>
    public LineDiscipline LineDiscipline { get; set; }

    /// <summary>What the user's terminal has to do exactly once: clipboard, notifications, user variables.</summary>
    public EffectLog Effects { get; set; } = EffectLog.Empty;

    private bool SameStatus(Framebuffer other) =>
        CursorColumn == other.CursorColumn && CursorRow == other.CursorRow && CursorStyle == other.CursorStyle
        && IsAlternate == other.IsAlternate && BellCount == other.BellCount && Modes == other.Modes
        && Progress == other.Progress && ShellPhase == other.ShellPhase && LineDiscipline == other.LineDiscipline
        && Effects.LastSequence == other.Effects.LastSequence && Colors.Equals(other.Colors)
        && SymbolTable.SameStyle(_symbols, Pen, other._symbols, other.Pen)
        && string.Equals(Title, other.Title, StringComparison.Ordinal)
        && string.Equals(Clipboard, other.Clipboard, StringComparison.Ordinal)
        && string.Equals(WorkingDirectory, other.WorkingDirectory, StringComparison.Ordinal)
        && string.Equals(PointerShape, other.PointerShape, StringComparison.Ordinal);

    private void CopyStateFrom(Framebuffer source)
    {
        IsAlternate = source.IsAlternate;
        CursorColumn = source.CursorColumn;
        CursorRow = source.CursorRow;
        CursorStyle = source.CursorStyle;
        Pen = source.Pen;
        Modes = source.Modes;
        Title = source.Title;
        IconName = source.IconName;
        TitleWasSet = source.TitleWasSet;
        Clipboard = source.Clipboard;
        BellCount = source.BellCount;
        Colors = source.Colors;
        WorkingDirectory = source.WorkingDirectory;
        Progress = source.Progress;
        PointerShape = source.PointerShape;
        ShellPhase = source.ShellPhase;
        LineDiscipline = source.LineDiscipline;
        Effects = source.Effects;
    }
}
