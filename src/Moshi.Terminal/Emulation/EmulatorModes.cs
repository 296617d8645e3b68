namespace Moshi.Terminal.Emulation;

/// <summary>The modes that change what the emulator does, and that no picture shows.</summary>
[Flags]
internal enum EmulatorModes : uint
{
    None = 0,

    /// <summary>IRM (4).</summary>
    Insert = 1 << 0,

    /// <summary>LNM (20).</summary>
    NewLine = 1 << 1,

    /// <summary>DECOM (?6).</summary>
    Origin = 1 << 2,

    /// <summary>DECAWM (?7).</summary>
    Autowrap = 1 << 3,

    /// <summary>Reverse wraparound (?45).</summary>
    ReverseWrap = 1 << 4,

    /// <summary>Extended reverse wraparound (?1045).</summary>
    ExtendedReverseWrap = 1 << 5,

    /// <summary>DECLRMM (?69).</summary>
    LeftRightMargins = 1 << 6,

    /// <summary>DECCOLM is allowed (?40).</summary>
    AllowColumns = 1 << 7,

    /// <summary>DECCOLM (?3).</summary>
    Columns132 = 1 << 8,

    /// <summary>DECNCSM (?95): DECCOLM does not clear the screen.</summary>
    KeepScreen = 1 << 9,

    /// <summary>more(1) fix (?41): a tab carries out a pending wrap.</summary>
    TabWraps = 1 << 10,

    /// <summary>Synchronized output (?2026).</summary>
    Synchronized = 1 << 11,
}
