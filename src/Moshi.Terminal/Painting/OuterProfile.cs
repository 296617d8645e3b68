using Moshi.Terminal.Input;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// How to paint the outer terminal: from its name, the environment and terminfo at the start, and again once its own answers are in.
/// </summary>
/// <param name="Paint">For cells.</param>
/// <param name="Features">For the rest.</param>
/// <param name="Queries">How much it may be asked: nothing, the oldest questions only, or all.</param>
public sealed record OuterProfile(PaintProfile Paint, TtyFeatures Features, OuterQueries Queries)
{
    private static readonly string[] s_titled = ["xterm", "rxvt", "kterm", "Eterm", "alacritty", "screen", "tmux"];

    // The families whose members of these years agree on the xterm vocabulary, colons in SGR included, and ignore what they do not know.
    private static readonly string[] s_rich =
        ["xterm", "tmux", "kitty", "alacritty", "foot", "wezterm", "ghostty", "contour", "konsole", "vte", "gnome", "st", "iterm", "mintty", "rio", "mlterm", "ms-terminal", "vscode", "warp"];

    /// <summary>What the name and the surroundings tell.</summary>
    /// <param name="term">TERM.</param>
    /// <param name="environment">The client's environment.</param>
    /// <param name="facts">Terminfo's entry for TERM.</param>
    public static OuterProfile Of(string term, Func<string, string?> environment, TerminalFacts facts)
    {
        ArgumentNullException.ThrowIfNull(term);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(facts);
        bool isInTmux = environment("TMUX") is { Length: > 0 };
        bool isApple = string.Equals(environment("TERM_PROGRAM"), "Apple_Terminal", StringComparison.Ordinal);
        bool isScreen = term.StartsWith("screen", StringComparison.Ordinal) && !isInTmux;
        bool isRich = !isScreen && (Array.Exists(s_rich, family => IsOf(term, family)) || (isInTmux && IsOf(term, "screen")));
        PaintProfile paint = (isRich ? PaintProfile.Rich : PaintProfile.Plain) with
        {
            Colors = DepthOf(facts.Colors, environment("COLORTERM"), isRich && !isApple),
            EraseCharacters = facts.EraseCharacters,
            BackColorErase = facts.BackColorErase,
            EditCharacters = facts.EditCharacters,
            EditLines = facts.EditLines,
            ScrollCommands = facts.ScrollCommands,
            Repeats = isRich && facts.Repeats,
            Titles = Array.Exists(s_titled, prefix => term.StartsWith(prefix, StringComparison.Ordinal)) || isRich,
        };
        if (isApple)
            paint = paint with { UnderlineStyles = false, UnderlineColors = false, Links = false };

        TtyFeatures features = isRich ? TtyFeatures.Rich : TtyFeatures.None;
        OuterQueries queries = isRich && !isApple ? OuterQueries.All : isRich || isScreen || IsOf(term, "rxvt") ? OuterQueries.Few : OuterQueries.None;
        return new OuterProfile(paint, WithNotifications(features, term, environment), queries);
    }

    /// <summary>The same, corrected by what the terminal itself has answered.</summary>
    public OuterProfile With(OuterAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        PaintProfile paint = Paint with
        {
            Colors = answers.HasTrueColor ? ColorDepth.TrueColor : Paint.Colors,
            UnderlineStyles = Paint.UnderlineStyles || answers.HasUnderlineStyles,
            UnderlineColors = Paint.UnderlineColors || answers.HasUnderlineColors,
            PixelMouse = answers.HasMode((int)MouseEncoding.SgrPixels),
        };
        TtyFeatures features = Features
            | (answers.HasKeyboardProtocol ? TtyFeatures.KeyboardProtocol : TtyFeatures.None)
            | (answers.HasMode(2026) ? TtyFeatures.SynchronizedOutput : TtyFeatures.None)
            | (answers.HasMode(2031) || answers.TellsColorScheme ? TtyFeatures.ColorSchemeReports : TtyFeatures.None);
        return this with { Paint = paint, Features = features };
    }

    private static bool IsOf(string term, string family) =>
        term.StartsWith(family, StringComparison.OrdinalIgnoreCase) && (term.Length == family.Length || !char.IsAsciiLetterLower(term[family.Length]));

    private static ColorDepth DepthOf(int colors, string? colorTerm, bool isRich)
    {
        // Stock sends true colours to everybody; terminals that are known to have fewer are spared them. One that says it has none ignores the first eight.
        bool saysTrue = colorTerm is "truecolor" or "24bit";
        return saysTrue || colors > 256 || (colors == 256 && isRich) ? ColorDepth.TrueColor
            : colors >= 256 ? ColorDepth.Palette
            : colors >= 16 ? ColorDepth.Sixteen
            : ColorDepth.Eight;
    }

    private static TtyFeatures WithNotifications(TtyFeatures features, string term, Func<string, string?> environment)
    {
        string program = environment("TERM_PROGRAM") ?? "";
        if (IsOf(term, "kitty") || environment("KITTY_WINDOW_ID") is { Length: > 0 })
        {
            // Older ones would show a progress report as a notification; and at a prompt that is marked they erase it when the window changes.
            return (features | TtyFeatures.NotificationsAsOsc99) & ~(TtyFeatures.Progress | TtyFeatures.PromptMarks);
        }

        return features | program switch
        {
            "iTerm.app" or "WezTerm" or "ghostty" => TtyFeatures.NotificationsAsOsc9,
            _ when IsOf(term, "foot") || environment("VTE_VERSION") is { Length: > 0 } => TtyFeatures.NotificationsAsOsc777,
            _ => TtyFeatures.None,
        };
    }
}
