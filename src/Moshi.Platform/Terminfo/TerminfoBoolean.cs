namespace Moshi.Platform.Terminfo;

/// <summary>Boolean capabilities by their place in a compiled entry (term(5), order of term.h). Those that a program here asks about.</summary>
public enum TerminfoBoolean
{
    /// <summary>am</summary>
    AutoRightMargin = 1,

    /// <summary>xenl</summary>
    EatNewlineGlitch = 4,

    /// <summary>gn: a line type, not a terminal ("dialup").</summary>
    GenericType = 6,

    /// <summary>hc: paper.</summary>
    HardCopy = 7,

    /// <summary>bce: erased cells take the present background colour.</summary>
    BackColorErase = 28,
}
