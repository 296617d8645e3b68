using System.Buffers;
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
    /// <summary>Letters of ssh's options that take a value (ssh(1), 10.0).</summary>
    private static readonly SearchValues<char> s_optionsWithValue = SearchValues.Create("BbcDEeFIiJLlmOoPpQRSWw");

    /// <summary>All of them, those that count first in front.</summary>
    /// <param name="home">The user's home directory as the user database has it: that is where ssh looks, too.</param>
    /// <param name="sshWords">The ssh program and the user's options for it; with -F among them, ssh reads that file instead of its own two.</param>
    public static IReadOnlyList<ConfigLocation> All(string home, IReadOnlyList<string> sshWords)
    {
        IReadOnlyList<ConfigLocation> all = All(home);
        if (FileOf(sshWords) is not { } file)
            return all;
        IEnumerable<ConfigLocation> own = all.Where(static location => location.Dialect == ConfigDialect.Moshi);
        return file.Equals("none", StringComparison.OrdinalIgnoreCase) ? [.. own] : [all[0], new(System.IO.Path.GetFullPath(file), ConfigDialect.Ssh, $"{home}/.ssh"), .. own.Skip(1)];
    }

    /// <summary>All of them, those that count first in front.</summary>
    /// <param name="home">The user's home directory as the user database has it: that is where ssh looks, too.</param>
    public static IReadOnlyList<ConfigLocation> All(string home)
    {
        string own = NativeEnvironment.Find("XDG_CONFIG_HOME") is { Length: > 0 } directory ? directory : $"{home}/.config";
        return
        [
            new($"{own}/moshi/config", ConfigDialect.Moshi, $"{own}/moshi"),
            new($"{home}/.ssh/config", ConfigDialect.Ssh, $"{home}/.ssh"),
            new("/etc/moshi/config", ConfigDialect.Moshi, "/etc/moshi"),
            new("/etc/ssh/ssh_config", ConfigDialect.Ssh, "/etc/ssh"),
        ];
    }

    /// <summary>The value of -F, the last one if there are several; null without.</summary>
    internal static string? FileOf(IReadOnlyList<string> sshWords) => OptionsOf(sshWords).LastOrDefault(static option => option.Letter == 'F').Value;

    /// <summary>Options with a value among the words for ssh, in order.</summary>
    internal static IEnumerable<(char Letter, string Value)> OptionsOf(IReadOnlyList<string> sshWords)
    {
        for (int i = 1; i < sshWords.Count; i++)
        {
            if (sshWords[i] is not ['-', not '-', ..] word)
                continue;
            int letter = word.AsSpan(1).IndexOfAny(s_optionsWithValue) + 1;
            if (letter == 0)
                continue;
            string? value = letter + 1 < word.Length ? word[(letter + 1)..] : i + 1 < sshWords.Count ? sshWords[++i] : null;
            if (value is not null)
                yield return (word[letter], value);
        }
    }

    /// <summary>What the words for ssh say of user, port and name: that stands before all files.</summary>
    internal static SshPass PassOf(IReadOnlyList<string> sshWords)
    {
        var pass = new SshPass();
        foreach ((char letter, string value) in OptionsOf(sshWords))
        {
            if (letter is 'o' && ConfigLine.Parse(value, out _) is { } line)
                pass.Take(line.Keyword, line.Arguments);
            else if (letter is 'l' or 'p' or 'P')
                pass.Take(letter switch { 'l' => "User", 'p' => "Port", _ => "Tag" }, [value]);
        }

        return pass;
    }
}
