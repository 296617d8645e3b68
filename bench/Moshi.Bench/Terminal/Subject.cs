using Moshi.Lab.Sessions;

namespace Moshi.Bench.Terminal;

/// <summary>What is measured: a pair of ends, tmux, or nothing at all between the program and the drain.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Pairing">The ends; null for the other two.</param>
/// <param name="IsTmux">Whether it is tmux.</param>
internal sealed record Subject(string Name, Pairing? Pairing = null, bool IsTmux = false)
{
    /// <summary>The program's terminal is drained directly: what the kernel's pty allows.</summary>
    public static Subject Drain { get; } = new("drain");

    /// <summary>The tmux of this machine.</summary>
    public static Subject Tmux { get; } = new("tmux", IsTmux: true);

    /// <summary>True for what takes a twentieth of the others' time and is given more bytes for it.</summary>
    public bool IsFast => !IsTmux && Pairing is not { Server: Implementation.Stock };

    /// <summary>A session.</summary>
    public static Subject Session(Pairing pairing) =>
        new(pairing.Client == pairing.Server ? pairing.Server.ToString().ToLowerInvariant() : pairing.ToString(), pairing);
}
