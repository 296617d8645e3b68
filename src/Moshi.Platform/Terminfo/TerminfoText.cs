namespace Moshi.Platform.Terminfo;

/// <summary>String capabilities by their place in a compiled entry (term(5), order of term.h). Those that a program here asks about.</summary>
public enum TerminfoText
{
    /// <summary>clear</summary>
    ClearScreen = 5,

    /// <summary>el</summary>
    ClearToEndOfLine = 6,

    /// <summary>cup</summary>
    CursorAddress = 10,

    /// <summary>smcup: to the alternate screen.</summary>
    EnterCursorAddressing = 28,

    /// <summary>ech</summary>
    EraseChars = 37,

    /// <summary>rmcup: back from the alternate screen.</summary>
    ExitCursorAddressing = 40,

    /// <summary>dch</summary>
    DeleteCharacters = 105,

    /// <summary>dl</summary>
    DeleteLines = 106,

    /// <summary>ich</summary>
    InsertCharacters = 108,

    /// <summary>indn</summary>
    ScrollForward = 109,

    /// <summary>il</summary>
    InsertLines = 110,

    /// <summary>rin</summary>
    ScrollReverse = 113,

    /// <summary>rep</summary>
    RepeatCharacter = 121,

    /// <summary>op</summary>
    OriginalPair = 297,

    /// <summary>setaf</summary>
    SetForeground = 359,
}
