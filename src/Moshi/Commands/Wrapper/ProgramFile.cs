using Moshi.Platform.Process;

namespace Moshi.Commands.Wrapper;

/// <summary>Where program files are: our own, for ssh's ProxyCommand, and the client.</summary>
internal static class ProgramFile
{
    /// <summary>
    /// Our own program by an absolute path under the name it was called by: this program does different things under different names, and the path
    /// behind a symbolic link has lost the name. If that name cannot be found again, the file itself with the name as its first argument.
    /// </summary>
    public static IReadOnlyList<string> FindSelf(string programName)
    {
        string self = ResolveLinks(Daemon.SelfExecutable);
        foreach (string candidate in Candidates(programName))
        {
            if (IsExecutable(candidate) && string.Equals(ResolveLinks(candidate), self, StringComparison.Ordinal))
                return [Path.GetFullPath(candidate)];
        }

        return [self, "mosh"];
    }

    /// <summary>The client that belongs to us: beside the name we were called by, or beside the file behind it; else the one in PATH.</summary>
    public static string FindClient(string programName)
    {
        foreach (string? directory in new[] { Path.GetDirectoryName(FindSelf(programName)[0]), Path.GetDirectoryName(ResolveLinks(Daemon.SelfExecutable)) })
        {
            string client = Path.Combine(directory ?? "/", "mosh-client");
            if (IsExecutable(client))
                return client;
        }

        return "mosh-client";
    }

    /// <summary>The files that execvp(3) would try for a name.</summary>
    public static IEnumerable<string> Candidates(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return [name];
        string path = NativeEnvironment.Find("PATH") ?? "/bin:/usr/bin";
        return path.Split(':').Select(directory => Path.Combine(directory.Length == 0 ? "." : directory, name));
    }

    public static bool IsExecutable(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Execute) != UnixFileMode.None;
    }

    private static string ResolveLinks(string file)
    {
        try
        {
            return Path.GetFullPath(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
        }
        catch (IOException)
        {
            return file;
        }
    }
}
