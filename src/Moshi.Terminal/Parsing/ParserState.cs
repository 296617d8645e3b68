namespace Moshi.Terminal.Parsing;

/// <summary>States of the control sequence parser: those of a DEC terminal (mosh-protocol §8.2). SOS and PM strings are discarded alike, so they share one.</summary>
internal enum ParserState : byte
{
    Ground,
    Escape,
    EscapeIntermediate,
    CsiEntry,
    CsiParameter,
    CsiIntermediate,
    CsiIgnore,
    OscString,
    ApcString,
    IgnoredString,
    DcsEntry,
    DcsParameter,
    DcsIntermediate,
    DcsPassthrough,
}
