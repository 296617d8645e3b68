namespace Moshi.Platform.Terminfo;

/// <summary>Numeric capabilities by their place in a compiled entry (term(5), order of term.h).</summary>
public enum TerminfoNumber
{
    /// <summary>cols</summary>
    Columns = 0,

    /// <summary>lines</summary>
    Lines = 2,

    /// <summary>colors</summary>
    MaxColors = 13,

    /// <summary>pairs</summary>
    MaxPairs = 14,
}
