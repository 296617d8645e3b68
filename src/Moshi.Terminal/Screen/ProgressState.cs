namespace Moshi.Terminal.Screen;

/// <summary>State of a progress report (OSC 9;4). The values are the parameters of the sequence.</summary>
public enum ProgressState : byte
{
    /// <summary>No progress is shown.</summary>
    None = 0,

    /// <summary>At a percentage.</summary>
    Normal = 1,

    /// <summary>Failed.</summary>
    Error = 2,

    /// <summary>Busy, nobody knows how long.</summary>
    Indeterminate = 3,

    /// <summary>Paused, or a warning.</summary>
    Paused = 4,
}
