using Moshi.Platform.Process;

namespace Moshi.Platform.Terminfo;

/// <summary>Where compiled descriptions are looked for (terminfo(5), "Fetching compiled descriptions"; Debian's and everybody else's directories).</summary>
public sealed class TerminfoDatabase
{
    /// <summary>No real entry is near this; ncurses allows 32 KiB.</summary>
    private const int MaxFileBytes = 64 * 1024;

    private static readonly string[] s_systemDirectories =
        ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/lib/terminfo", "/usr/local/share/terminfo"];

    private readonly List<string> _directories = [];

    /// <summary>Searches exactly these directories, in this order.</summary>
    public TerminfoDatabase(params ReadOnlySpan<string> directories) => _directories.AddRange(directories);

    /// <summary>TERMINFO alone when set and usable, else ~/.terminfo, TERMINFO_DIRS (an empty element is the system's), and the system's.</summary>
    public static TerminfoDatabase FromEnvironment()
    {
        var database = new TerminfoDatabase();
        if (NativeEnvironment.Find("TERMINFO") is { Length: > 0 } own)
            database._directories.Add(own);
        if (NativeEnvironment.Find("HOME") is { Length: > 0 } home)
            database._directories.Add(home + "/.terminfo");
        foreach (string directory in (NativeEnvironment.Find("TERMINFO_DIRS") ?? "").Split(':'))
        {
            if (directory.Length > 0)
                database._directories.Add(directory);
            else
                database._directories.AddRange(s_systemDirectories);
        }
        return database;
    }

    /// <summary>See <see cref="TerminalDescription.TryLoad"/>.</summary>
    public bool TryLoad(string? name, out TerminalDescription? description, out string? error)
    {
        description = null;
        if (string.IsNullOrEmpty(name))
        {
            error = "TERM environment variable not set.";
            return false;
        }
        error = $"'{name}': unknown terminal type.";
        if (name.Contains('/') || name[0] == '.')
            return false;
        foreach (string directory in _directories)
        {
            // One directory per first letter; file systems that ignore case have its code in hex instead.
            if (TryRead($"{directory}/{name[0]}/{name}", out description) || TryRead($"{directory}/{(int)name[0]:x2}/{name}", out description))
            {
                error = null;
                return true;
            }
        }
        return false;
    }

    private static bool TryRead(string path, out TerminalDescription? description)
    {
        description = null;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            if (file.Length > MaxFileBytes)
                return false;
            byte[] bytes = new byte[file.Length];
            return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length && CompiledTerminfo.TryParse(bytes, out description);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
