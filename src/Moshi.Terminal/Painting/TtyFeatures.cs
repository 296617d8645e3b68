namespace Moshi.Terminal.Painting;

/// <summary>What the outer terminal can be told beside cells and stock's modes. What it cannot is left out.</summary>
[Flags]
public enum TtyFeatures
{
    /// <summary>Only what stock mosh sends.</summary>
    None = 0,

    /// <summary>DECSCUSR.</summary>
    CursorStyle = 1 << 0,

    /// <summary>OSC 4, 5 and 10-19 with colours, and 104, 105, 110-119 to take them back.</summary>
    Colors = 1 << 1,

    /// <summary>OSC 7.</summary>
    WorkingDirectory = 1 << 2,

    /// <summary>OSC 9;4.</summary>
    Progress = 1 << 3,

    /// <summary>OSC 22.</summary>
    PointerShape = 1 << 4,

    /// <summary>kitty's keyboard protocol: only where the terminal has said so.</summary>
    KeyboardProtocol = 1 << 5,

    /// <summary>xterm's modifyOtherKeys.</summary>
    ModifyOtherKeys = 1 << 6,

    /// <summary>Mode 1007.</summary>
    AlternateScroll = 1 << 7,

    /// <summary>DECKPAM and DECKPNM.</summary>
    ApplicationKeypad = 1 << 8,

    /// <summary>Mode 2026: only where the terminal has said so.</summary>
    SynchronizedOutput = 1 << 9,

    /// <summary>Mode 2031: only where the terminal has said so.</summary>
    ColorSchemeReports = 1 << 10,

    /// <summary>OSC 1337;SetUserVar.</summary>
    UserVariables = 1 << 11,

    /// <summary>Desktop notifications in the form that the application chose.</summary>
    Notifications = 1 << 12,

    /// <summary>Notifications are told as OSC 9.</summary>
    NotificationsAsOsc9 = 1 << 13,

    /// <summary>Notifications are told as OSC 777.</summary>
    NotificationsAsOsc777 = 1 << 14,

    /// <summary>Notifications are told as OSC 99.</summary>
    NotificationsAsOsc99 = 1 << 15,

    /// <summary>Semantic prompt marks (OSC 133).</summary>
    PromptMarks = 1 << 16,

    /// <summary>What terminals of the xterm family of these years take, or at least ignore, without being asked.</summary>
    Rich = CursorStyle | Colors | WorkingDirectory | Progress | PointerShape | ModifyOtherKeys | AlternateScroll | ApplicationKeypad | UserVariables
        | Notifications | PromptMarks,
}
