using Moshi.Commands.Config;
using Moshi.Commands.Doctor.Facts;
using Moshi.Platform.Locale;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Moshi.Platform.Terminfo;
using Moshi.Platform.Users;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>Looks at this machine: ssh, locale, terminal, configuration files. Takes some milliseconds.</summary>
internal static class LocalGathering
{
    private static readonly TimeSpan VersionTime = TimeSpan.FromSeconds(3);

    public static LocalFacts Run(string sshProgram)
    {
        int status = CapturedCommand.Run([sshProgram, "-V"], VersionTime, out string? output, out string? errors);
        string version = (errors + output).Trim();
        bool hasTerm = TerminalDescription.TryLoad(NativeEnvironment.Find("TERM"), out TerminalDescription? terminal, out _);
        return new LocalFacts
        {
            SshProgram = sshProgram,
            SshVersion = status == 0 ? version : null,
            Charset = NativeLocale.Charset(),
            LocaleVariable = LocaleVariable(),
            IsTerminal = Tty.IsTerminal(1),
            Term = NativeEnvironment.Find("TERM"),
            TerminalColors = hasTerm ? terminal!.Colors : null,
            HasTrueColor = NativeEnvironment.Find("COLORTERM") is "truecolor" or "24bit",
            ConfigRemarks = Remarks(),
        };
    }

    // As setlocale(3) looks for it.
    private static string LocaleVariable()
    {
        foreach (string name in new[] { "LC_ALL", "LC_CTYPE", "LANG" })
        {
            if (NativeEnvironment.Find(name) is { Length: > 0 } value)
                return $"{name}={value}";
        }

        return "";
    }

    private static List<ConfigRemark> Remarks()
    {
        string home = UserAccount.Current()?.Home ?? NativeEnvironment.Find("HOME") ?? "";
        var reader = new ConfigFiles();
        var remarks = new List<ConfigRemark>();
        foreach (ConfigLocation location in ConfigLocation.All(home))
        {
            string? text = reader.Read(location.Path, out string? problem);
            if (problem is not null)
                remarks.Add(new ConfigRemark(new ConfigPlace(location.Path, 1), problem));
            else if (text is not null)
                remarks.AddRange(ConfigCheck.Check(text, location.Path, location.Dialect));
        }

        return remarks;
    }
}
