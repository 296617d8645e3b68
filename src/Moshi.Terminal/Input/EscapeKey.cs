namespace Moshi.Terminal.Input;

/// <summary>The key that begins a command to the client itself (Ctrl-^ unless configured), and the words that describe it to the user.</summary>
/// <remarks>mosh-protocol §3.4. <c>default</c> is the disabled key. Texts are made once; keep the value instead of parsing it again.</remarks>
public readonly record struct EscapeKey
{
    private const byte DefaultCode = 0x1E;
    private const byte Delete = 0x7F;

    private readonly string? _name;
    private readonly string? _commandHelp;
    private readonly string? _quitHint;

    private EscapeKey(byte code)
    {
        Code = code;
        _name = KeyName(code);
        string passName = code == Delete ? _name : $"\"{(char)PassKey}\"";
        _commandHelp = $"Commands: Ctrl-Z suspends, \".\" quits, {passName} gives literal {_name}";
        _quitHint = $" [To quit: {_name} .]";
    }

    /// <summary>Ctrl-^, which also takes the place of settings that cannot be honoured.</summary>
    public static EscapeKey Default { get; } = new(DefaultCode);

    /// <summary>No escape key: every byte goes to the host.</summary>
    public static EscapeKey Disabled => default;

    /// <summary>False when every byte goes to the host.</summary>
    public bool IsEnabled => Code != 0;

    /// <summary>The byte of the key, 1-127; 0 when disabled.</summary>
    public byte Code { get; }

    /// <summary>True for a key that users also type as text: it counts only directly after a typed CR or LF.</summary>
    public bool NeedsLineStart => Code >= ' ';

    /// <summary>The key that, typed after this one, sends this one literally: the letter of a control key, or the key itself.</summary>
    public byte PassKey => Code < ' ' ? (byte)(Code + 0x40) : Code;

    /// <summary>How notices name the key: <c>Ctrl-^</c>, or <c>"~"</c> with its quotes. Empty when disabled.</summary>
    public string Name => _name ?? "";

    /// <summary>The notice to show while the key waits for its command. Empty when disabled.</summary>
    public string CommandHelp => _commandHelp ?? "";

    /// <summary>What is put behind a notice, with a space in front: how to quit. Empty when disabled.</summary>
    public string QuitHint => _quitHint ?? "";

    /// <summary>
    /// Reads a setting in the manner of <c>MOSH_ESCAPE_KEY</c>: unset is the default, empty disables, one ASCII character is the key. Longer or
    /// non-ASCII settings, and the keys that a shell cannot do without (Ctrl-C, Ctrl-D, LF, Ctrl-L, CR), give the default, as in stock.
    /// </summary>
    public static EscapeKey Parse(string? setting) => setting switch
    {
        null => Default,
        "" => Disabled,
        [> '\0' and <= '\x7F' and not ('\x03' or '\x04' or '\n' or '\f' or '\r') and char key] => new EscapeKey((byte)key),
        _ => Default,
    };

    /// <summary>True when a byte typed after the key asks for the key itself; the letter of a control key may be typed in either case.</summary>
    public bool IsPass(byte typed) => typed == PassKey || (PassKey is >= (byte)'A' and <= (byte)'Z' && typed == PassKey + 0x20);

    private static string KeyName(byte code) => code switch
    {
        Delete => "Ctrl-?",
        < 0x20 => $"Ctrl-{(char)(code + 0x40)}",
        _ => $"\"{(char)code}\"",
    };
}
