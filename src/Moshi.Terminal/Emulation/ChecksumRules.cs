namespace Moshi.Terminal.Emulation;

/// <summary>How DECRQCRA counts, as XTCHECKSUM chooses it; none is as a VT420 does. The bits are xterm's.</summary>
[Flags]
internal enum ChecksumRules
{
    None = 0,

    /// <summary>The sum itself, not its complement.</summary>
    IsNotNegated = 1 << 0,

    /// <summary>Characters only.</summary>
    IgnoresRenditions = 1 << 1,

    /// <summary>Cells that nothing was written to count as spaces.</summary>
    CountsBlanks = 1 << 2,

    /// <summary>The whole code point, and marks upon it.</summary>
    TakesWholeCharacters = 1 << 4,

    All = IsNotNegated | IgnoresRenditions | CountsBlanks | TakesWholeCharacters,
}
