using System.Runtime.InteropServices;
using Moshi.Platform.Loop;

namespace Moshi.Platform.Process;

/// <summary>How a child ended, decoded from waitpid's status word.</summary>
/// <param name="Code">Exit code, 0 when <paramref name="Signal"/> ended it.</param>
/// <param name="Signal">The signal that killed it, or <see cref="Signal.None"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ExitStatus(int Code, Signal Signal)
{
    /// <summary>What a shell would put into $?: the code, or 128 + the signal.</summary>
    public int ShellCode => Signal == Signal.None ? Code : 128 + (int)Signal;

    internal static ExitStatus FromWait(int status) =>
        (status & 0x7F) == 0 ? new(status >> 8 & 0xFF, Signal.None) : new(0, (Signal)(status & 0x7F));
}
