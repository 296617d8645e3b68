namespace Moshi.Terminal.Delta;

/// <summary>Which items the status part of a delta has, in the order in which they follow its first varint.</summary>
[Flags]
internal enum StatusParts : uint
{
    None = 0,

    /// <summary>Number of bells: varint.</summary>
    Bells = 1 << 0,

    /// <summary>Modes: a varint of flags, then mouse reporting, mouse encoding, keyboard flags, modifyOtherKeys.</summary>
    Modes = 1 << 1,

    /// <summary>DECSCUSR: varint.</summary>
    CursorStyle = 1 << 2,

    /// <summary>Line discipline and shell phase: a varint each.</summary>
    Host = 1 << 3,

    /// <summary>Window title and icon name: strings.</summary>
    Titles = 1 << 4,

    /// <summary>Stock's clipboard: a string.</summary>
    Clipboard = 1 << 5,

    /// <summary>Working directory: a string.</summary>
    WorkingDirectory = 1 << 6,

    /// <summary>Progress: state and percent.</summary>
    Progress = 1 << 7,

    /// <summary>Pointer shape: a string.</summary>
    PointerShape = 1 << 8,

    /// <summary>Colours: number, then slot and colour each; the default colour gives a slot back.</summary>
    Colors = 1 << 9,

    /// <summary>Effects: number, then sequence number, kind, selector and payload each.</summary>
    Effects = 1 << 10,
}
