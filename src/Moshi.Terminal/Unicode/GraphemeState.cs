namespace Moshi.Terminal.Unicode;

/// <summary>What the code points of a cluster so far allow to join it: the left sides of the rules of UAX #29 §3.1.1.</summary>
internal enum GraphemeState : byte
{
    /// <summary>Nothing, or a control: nothing joins (GB1, GB4).</summary>
    Start,

    /// <summary>Marks and joiners join (GB9, GB9a).</summary>
    Any,

    /// <summary>Everything but a control joins (GB9b).</summary>
    Prepend,

    /// <summary>An odd number of regional indicators: one more joins (GB12, GB13).</summary>
    HalfFlag,

    /// <summary>A leading consonant: any Hangul but a final joins (GB6).</summary>
    HangulL,

    /// <summary>A syllable without a final: vowels and finals join (GB7).</summary>
    HangulV,

    /// <summary>A syllable with a final: finals join (GB8).</summary>
    HangulT,

    /// <summary>A consonant that can form a conjunct, with marks but no linker yet (GB9c).</summary>
    Conjunct,

    /// <summary>The same with a linker: another consonant joins.</summary>
    LinkedConjunct,

    /// <summary>A pictograph and marks (GB11).</summary>
    Pictograph,

    /// <summary>The same with a joiner at the end: another pictograph joins.</summary>
    JoinedPictograph,
}
