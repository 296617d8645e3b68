namespace Moshi.Terminal.Parsing;

/// <summary>How much a <see cref="Parser"/> keeps of a sequence, and what becomes of one that is too long or cancelled.</summary>
/// <remarks>The states and transitions are the same for all; what mosh 1.4 would not have recognised, its receiver leaves alone.</remarks>
public sealed record ParserLimits
{
    /// <summary>Parameters that are kept at most, whatever the other limits say.</summary>
    public const int MaxParameters = 128;

    /// <summary>The limits of mosh 1.4 (mosh-protocol §8.2): strings are cut, and every way out of an OSC string dispatches it.</summary>
    public static ParserLimits Stock { get; } = new()
    {
        ParameterCharacters = 100,
        LargeParametersAreMissing = true,
        OscCodePoints = 16_384,
        ClipboardCodePoints = 16_384,
        CutsLongStrings = true,
        DispatchesCancelledStrings = true,
        ReadsUtf8AsStock = true,
    };

    /// <summary>The limits of the full terminal: a string that is too long is dropped as a whole, and CAN and SUB cancel it, as in xterm.</summary>
    public static ParserLimits Full { get; } = new();

    /// <summary>Characters of parameter text after which the rest is dropped.</summary>
    public int ParameterCharacters { get; init; } = 1024;

    /// <summary>True: a parameter above 65535 counts as missing. False: as 65535.</summary>
    public bool LargeParametersAreMissing { get; init; }

    /// <summary>Most code points of an OSC string.</summary>
    public int OscCodePoints { get; init; } = 64 * 1024;

    /// <summary>Most code points of an OSC 52 string: 1 MiB of clipboard in base64.</summary>
    public int ClipboardCodePoints { get; init; } = 1_400_000;

    /// <summary>Most bytes of an APC string that are kept; the rest is dropped.</summary>
    public int ApcBytes { get; init; } = 4096;

    /// <summary>True: what exceeds a limit is dropped. False: the whole string is (<see cref="IParserSink.DropOsc"/>).</summary>
    public bool CutsLongStrings { get; init; }

    /// <summary>True: CAN and SUB end an OSC string like any other control. False: they cancel it.</summary>
    public bool DispatchesCancelledStrings { get; init; }

    /// <summary>True: broken UTF-8 becomes as many U+FFFD as glibc makes of it (mosh-protocol §8.1). False: as many as the Unicode Standard recommends.</summary>
    public bool ReadsUtf8AsStock { get; init; }
}
