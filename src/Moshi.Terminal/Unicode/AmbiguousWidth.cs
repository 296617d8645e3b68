namespace Moshi.Terminal.Unicode;

/// <summary>Columns of characters with East_Asian_Width=Ambiguous (UAX #11), such as Greek and Cyrillic letters, box lines and arrows.</summary>
public enum AmbiguousWidth : byte
{
    /// <summary>One column: what almost every terminal does unless told otherwise.</summary>
    Narrow = 1,

    /// <summary>Two columns, for outer terminals that are set up with legacy East Asian fonts.</summary>
    Wide = 2,
}
