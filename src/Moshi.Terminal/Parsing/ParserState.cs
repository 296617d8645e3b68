namespace Moshi.Terminal.Parsing;

/// <summary>States of the control sequence parser (mosh-protocol §8.2). DCS, SOS, PM and APC strings are all discarded, so they share one.</summary>
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
    IgnoredString,
}
