namespace Moshi.Terminal.Parsing;

/// <summary>What a transition of the parser does besides changing the state.</summary>
internal enum ParserAction : byte
{
    Ignore,
    Print,
    Execute,
    Collect,
    Parameter,
    DispatchEscape,
    DispatchControlSequence,
    AppendString,
    HookDcs,
    PutDcs,
}
