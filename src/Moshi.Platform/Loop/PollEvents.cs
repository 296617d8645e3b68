namespace Moshi.Platform.Loop;

/// <summary>What to watch a descriptor for, and what was seen. The numbers are poll(2)'s.</summary>
[Flags]
public enum PollEvents : short
{
    None = 0,
    Readable = 0x01,
    Writable = 0x04,

    /// <summary>An error is pending; seen whatever else was asked for.</summary>
    Error = 0x08,

    /// <summary>The other side has hung up; seen whatever else was asked for. There may still be bytes to read.</summary>
    HangUp = 0x10,

    /// <summary>The descriptor is not open: a mistake of the caller; seen whatever else was asked for.</summary>
    Invalid = 0x20,
}
