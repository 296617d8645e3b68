namespace Moshi.Lab.Processes;

/// <summary>Environments for programs under test: nothing of ours leaks in.</summary>
public static class LabEnvironment
{
    /// <summary>A small environment with a UTF-8 locale and a home directory of its own (no start-up files).</summary>
    public static Dictionary<string, string> Clean(string home) => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        ["HOME"] = home,
        ["LANG"] = "C.UTF-8",
        ["LC_ALL"] = "C.UTF-8",
        ["SHELL"] = "/bin/bash",
        ["USER"] = Environment.UserName,
        ["PS1"] = "$ ",
    };
}
