namespace Moshi.Terminal.Parsing;

/// <summary>
/// What a <see cref="Parser"/> has recognised. Implement it by a struct that refers to the real receiver: the parser is generic over it, so every call
/// is resolved, and mostly inlined, at compile time.
/// </summary>
public interface IParserSink
{
    /// <summary>A run of at least one printable ASCII character, 0x20 to 0x7E.</summary>
    void PrintAscii(ReadOnlySpan<byte> run);

    /// <summary>Any other code point to be printed: 0x7F, 0xA0 and above; U+FFFD for bytes that are not UTF-8.</summary>
    void Print(int codePoint);

    /// <summary>
    /// Text that begins with a character beyond ASCII: characters at its beginning for which <see cref="PrintAscii"/> or <see cref="Print"/> could be called may be
    /// printed here at once. Returns the bytes printed, whole characters; with 0, the parser takes the first character itself.
    /// </summary>
    int PrintText(ReadOnlySpan<byte> utf8);

    /// <summary>A control function: C0, or C1 whether it came as U+0080-9F or as ESC and a byte of 0x40-0x5F (<c>ESC E</c> arrives as 0x85).</summary>
    void Execute(int control);

    /// <summary>
    /// Called after a line feed with what follows it: whole lines at its beginning, of printable ASCII and each ended by CR LF, may be taken here at once. Returns
    /// the number of bytes taken, which then come in no other way.
    /// </summary>
    /// <param name="text">What follows. Valid during the call.</param>
    /// <param name="seen">Bytes behind those taken in which there is nothing more to be taken; the parser does not call again before their end.</param>
    int TakeLines(ReadOnlySpan<byte> text, out int seen);

    /// <summary>An escape sequence that is not a C1 control. The final is 0x30-0x7E, or a code point of 0xA0 or above, which no known sequence ends in.</summary>
    void DispatchEscape(in EscapeSequence sequence);

    /// <summary>
    /// Text that begins with what looks like an SGR sequence: sequences and printable ASCII at its beginning may be taken here at once, for which
    /// <see cref="DispatchControlSequence"/> and <see cref="PrintAscii"/> would be called. Returns the bytes taken, whole sequences; with 0, the parser reads the first one itself.
    /// </summary>
    int PrintStyled(ReadOnlySpan<byte> text);

    /// <summary>
    /// The same for text that begins with what looks like a CUP sequence: sequences and printable ASCII at its beginning may be taken here at once.
    /// </summary>
    int PrintAddressed(ReadOnlySpan<byte> text);

    /// <summary>A CSI sequence. It is valid during the call.</summary>
    void DispatchControlSequence(in ControlSequence sequence);

    /// <summary>The contents of an OSC string as UTF-8, within the <see cref="ParserLimits"/>. Valid during the call.</summary>
    void DispatchOsc(ReadOnlySpan<byte> utf8);

    /// <summary>An OSC string was longer than its limit; all of it is dropped but this beginning, which holds its number. Valid during the call.</summary>
    void DropOsc(ReadOnlySpan<byte> beginning);

    /// <summary>The beginning of a device control string; its contents follow. Valid during the call.</summary>
    void HookDcs(in ControlSequence head);

    /// <summary>Some of the contents of the device control string, as the bytes that came. There is no limit to their sum. Valid during the call.</summary>
    void PutDcs(ReadOnlySpan<byte> bytes);

    /// <summary>The end of a device control string that was hooked; <paramref name="isCancelled"/> when it came by CAN or SUB.</summary>
    void UnhookDcs(bool isCancelled);

    /// <summary>The contents of an application program command, at most <see cref="ParserLimits.ApcBytes"/> of it. Valid during the call.</summary>
    void DispatchApc(ReadOnlySpan<byte> bytes);
}
