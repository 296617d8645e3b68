namespace Moshi.Lab.Sessions;

/// <summary>Where the programs are.</summary>
public static class Programs
{
    /// <summary>The root of the tree that this assembly was built in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where the recorded sessions are (<see cref="Recordings.Recording"/>).</summary>
    public static string RecordingsDirectory { get; } = Path.Combine(Root, "tests", "recordings");

    /// <summary>Where our programs are: `out/` of the tree, or the directory that MOSHI_OUT names.</summary>
    public static string OurDirectory { get; } = Environment.GetEnvironmentVariable("MOSHI_OUT") is { Length: > 0 } named ? named : Path.Combine(Root, "out");

    /// <summary>
    /// The path of `mosh`, `mosh-client` or `mosh-server`; null when it is not installed or not built. A variable such as MOSHI_OURS_MOSH_SERVER
    /// or MOSHI_STOCK_MOSH_CLIENT wins.
    /// </summary>
    public static string? Find(Implementation implementation, string name) => implementation switch
    {
        _ when Environment.GetEnvironmentVariable(VariableOf(implementation, name)) is { Length: > 0 } named => Existing(named),
        Implementation.Ours => Existing(Path.Combine(OurDirectory, name)),
        Implementation.Stock => FindInPath(name),
        _ => throw new ArgumentOutOfRangeException(nameof(implementation)),
    };

    /// <summary>As <see cref="Find"/>, for those who cannot do without.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says what to do.</exception>
    public static string Require(Implementation implementation, string name) =>
        Find(implementation, name) ?? throw new FileNotFoundException(implementation == Implementation.Ours
            ? $"{OurDirectory}/{name} is not there; run ./dev build"
            : $"{name} is not installed; ./dev test installs it");

    /// <summary>The path of any program, null when it is not in PATH or the administrator's directories.</summary>
    public static string? FindInPath(string name)
    {
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/bin:/usr/sbin:/sbin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Existing(Path.Combine(directory, name))).FirstOrDefault(found => found is not null);
    }

    /// <summary>The name of the variable that overrides <see cref="Find"/>.</summary>
    public static string VariableOf(Implementation implementation, string name) => $"MOSHI_{implementation}_{name.Replace('-', '_')}".ToUpperInvariant();

    private static string? Existing(string path) => File.Exists(path) ? path : null;

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Moshi.slnx")))
                return directory.FullName;
        }
        return Environment.CurrentDirectory;
    }
}
