using System.Runtime.InteropServices;
using Moshi.Platform.Process;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Config;

/// <summary>A file that moshi's keywords may stand in.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Dialect">Whose file.</param>
/// <param name="IncludeBase">Where relative names after Include are looked for.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConfigLocation(string Path, ConfigDialect Dialect, string IncludeBase)
{
    /// <summary>All of them, those that count first in front.</summary>
    /// <param name="home">The user's home directory as the user database has it: that is where ssh looks, too.</param>
    public static IReadOnlyList<ConfigLocation> All(string home)
    {
        var own = NativeEnvironment.Find("XDG_CONFIG_HOME") is { Length: > 0 } directory ? directory : $"{home}/.config";
        return
        [
            new($"{own}/moshi/config", ConfigDialect.Moshi, $"{own}/moshi"),
            new($"{home}/.ssh/config", ConfigDialect.Ssh, $"{home}/.ssh"),
            new("/etc/moshi/config", ConfigDialect.Moshi, "/etc/moshi"),
            new("/etc/ssh/ssh_config", ConfigDialect.Ssh, "/etc/ssh"),
        ];
    }
}
