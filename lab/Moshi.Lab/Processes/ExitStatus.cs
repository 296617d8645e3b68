namespace Moshi.Lab.Processes;

/// <summary>How a process ended, from the word of waitpid(2).</summary>
public readonly record struct ExitStatus(int Word)
{
    /// <summary>The exit code, or -1 when a signal ended the process.</summary>
    public int Code => Signal == 0 ? (Word >> 8) & 0xFF : -1;

    /// <summary>The signal that ended the process, 0 when it exited by itself.</summary>
    public int Signal => Word & 0x7F;

    /// <inheritdoc/>
    public override string ToString() => Signal == 0 ? $"exit {Code}" : $"signal {Signal}";
}
