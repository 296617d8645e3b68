namespace Moshi.Platform.Process;

/// <summary>
/// What to start and how. Every child gets default signal dispositions, an empty signal mask, the core-size limit that we were started with,
/// and no descriptors but those named here; the runtime's ignored SIGPIPE must not leak into shells.
/// </summary>
public sealed class SpawnOptions
{
    /// <summary>A path, or with <see cref="SearchPath"/> a name without '/' that is looked up.</summary>
    public required string File { get; init; }

    /// <summary>All of argv; the first is the name that the program sees itself under ("-bash" makes a login shell).</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The child's environment; null passes on ours as libc has it.</summary>
    public EnvironmentBlock? Environment { get; init; }

    /// <summary>The child's working directory; null leaves ours.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Look <see cref="File"/> up in the child's PATH as execvp(3) does, with /bin/sh for scripts without "#!".</summary>
    public bool SearchPath { get; init; }

    /// <summary>Make the child the leader of a new session, without a controlling terminal.</summary>
    public bool NewSession { get; init; }

    /// <summary>Descriptors to hand over. Of 0, 1 and 2 those not named become /dev/null; everything else is closed.</summary>
    public IReadOnlyList<DescriptorMapping> Descriptors { get; init; } = [];

    /// <summary>Terminal to open as descriptors 0, 1 and 2; with <see cref="NewSession"/> it becomes the controlling terminal.</summary>
    internal string? Terminal { get; init; }
}
