namespace Moshi.Terminal.Screen;

/// <summary>What the outer terminal has to do exactly once.</summary>
public enum EffectKind : byte
{
    /// <summary>OSC 52: selector is the selection letters, payload the base64 text.</summary>
    Clipboard = 1,

    /// <summary>OSC 9, 777 or 99: selector is the number, payload what follows it.</summary>
    Notification = 2,

    /// <summary>OSC 1337;SetUserVar: selector is the name, payload the base64 value.</summary>
    UserVariable = 3,

    /// <summary>A word from the session itself, for the notification bar: a clipboard over the limit, for instance. Payload is the text.</summary>
    Notice = 4,
}
