namespace Moshi.Terminal.Screen;

/// <summary>Where the shell is, as it says itself by semantic prompt marks (OSC 133).</summary>
public enum ShellPhase : byte
{
    /// <summary>The shell sends no marks.</summary>
    Unknown = 0,

    /// <summary>It draws its prompt (133;A).</summary>
    Prompt = 1,

    /// <summary>It reads a command line (133;B).</summary>
    Input = 2,

    /// <summary>A command runs (133;C).</summary>
    Output = 3,

    /// <summary>The command has ended (133;D); the next prompt comes.</summary>
    Finished = 4,
}
