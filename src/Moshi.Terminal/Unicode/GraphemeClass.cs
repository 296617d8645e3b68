namespace Moshi.Terminal.Unicode;

/// <summary>
/// What a code point is to cluster segmentation: the values of Grapheme_Cluster_Break (UAX #29 §3.1), refined by what the rules GB9c and GB11 and the
/// width of a cluster need. Filled by <c>eng/unicode/generate.py</c>, which has the same list.
/// </summary>
internal enum GraphemeClass : byte
{
    Other,
    Control,

    /// <summary>Extends a cluster and ends a conjunct: U+200C.</summary>
    Extend,

    /// <summary>Extends a cluster, also inside a conjunct (Indic_Conjunct_Break=Extend).</summary>
    ConjunctExtend,

    /// <summary>A virama that joins the consonants around it (Indic_Conjunct_Break=Linker).</summary>
    ConjunctLinker,

    /// <summary>A consonant of a script that forms conjuncts.</summary>
    ConjunctConsonant,

    /// <summary>U+200D.</summary>
    Joiner,
    RegionalIndicator,

    /// <summary>Belongs to the cluster after it (GB9b): Arabic number signs, Indic repha.</summary>
    Prepend,
    SpacingMark,
    HangulL,
    HangulV,
    HangulT,
    HangulLv,
    HangulLvt,

    /// <summary>Extended_Pictographic.</summary>
    Pictograph,

    /// <summary>Extended_Pictographic with standardised variation sequences: U+FE0E makes it text, U+FE0F emoji.</summary>
    VariablePictograph,

    /// <summary>A skin tone, U+1F3FB-1F3FF; a ConjunctExtend otherwise.</summary>
    EmojiModifier,
}
