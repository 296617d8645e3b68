using System.Globalization;
using System.Text;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Diagnostics;
using Moshi.Platform;
using Moshi.Platform.Process;
using Moshi.Platform.Users;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Config;

/// <summary><c>moshi config</c>: what is configured, what is wrong with it, and how to get there from files that people wrote for mosh.</summary>
internal static class ConfigCommand
{
    private const int Success = 0;
    private const int Faulty = 1;
    private const int WrongUsage = 2;

    private const string Usage = """
        usage: moshi config show [OPTIONS] [USER@]HOST
                                               each value that holds for HOST, and the file and line it comes from
               moshi config check [FILE...]    what is wrong in the files, and what to write instead
               moshi config import-mosh FILE   lines for ~/.config/moshi/config from a file of shell variables (host="-p 60010")

        """;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["show", _, ..]:
                return Show(args[1..]);
            case ["check", .. var files]:
                return Check(files);
            case ["import-mosh", var file]:
                return Import(file);
            case ["-h" or "--help", ..]:
                StandardStreams.Write(StandardStreams.Output, Usage);
                return Success;
            default:
                StandardStreams.Write(StandardStreams.Errors, Usage);
                return WrongUsage;
        }
    }

    private static int Show(string[] args)
    {
        if (!ConnectArguments.TryParse("moshi config show", args, NativeEnvironment.Find, out ConnectArguments? arguments, out CommandExit? exit))
        {
            bool isAsked = exit!.Error.Length == 0;
            StandardStreams.Write(isAsked ? StandardStreams.Output : StandardStreams.Errors, isAsked ? Usage : exit.Error);
            return isAsked ? Success : WrongUsage;
        }

        if (HostConfig.Load(arguments.Host, [.. arguments.Ssh, .. arguments.SshOptions], arguments.Settings, out string? error) is not { } config)
        {
            StandardStreams.Write(StandardStreams.Errors, $"moshi: ssh cannot tell how to reach {arguments.Destination}:\n{error}\n");
            return Faulty;
        }

        var text = new StringBuilder();
        foreach (Setting setting in config.Settings.All)
        {
            string value = setting.Value.Length == 0 || setting.Value.EndsWith(' ') ? $"\"{setting.Value}\"" : setting.Value;
            string place = setting.Place?.ToString() ?? "default";
            string effect = setting.Keyword.HasNoEffectYet ? ", no effect yet" : "";
            text.Append(CultureInfo.InvariantCulture, $"{setting.Keyword.Name,-18}{value,-24} # {place}{effect}\n");
        }

        StandardStreams.Write(StandardStreams.Output, text.ToString());
        Tell(config.Remarks);
        return config.Remarks.Count == 0 ? Success : Faulty;
    }

    private static int Check(string[] files)
    {
        string home = UserAccount.Current()?.Home ?? NativeEnvironment.Find("HOME") ?? "";
        IReadOnlyList<ConfigLocation> known = ConfigLocation.All(home);
        IEnumerable<ConfigLocation> wanted = files.Length == 0
            ? known.Where(static location => File.Exists(location.Path))
            : files.Select(file => known.FirstOrDefault(
                location => location.Path.Equals(Path.GetFullPath(file), StringComparison.Ordinal), new ConfigLocation(file, DialectOf(file), "")));
        var remarks = new List<ConfigRemark>();
        var reader = new ConfigFiles();
        foreach (ConfigLocation location in wanted)
        {
            string? text = reader.Read(location.Path, out string? problem);
            if (problem is not null)
                remarks.Add(new ConfigRemark(new ConfigPlace(location.Path, 1), problem));
            else if (text is null)
                remarks.Add(new ConfigRemark(new ConfigPlace(location.Path, 1), "there is no such file"));
            else
                remarks.AddRange(ConfigCheck.Check(text, location.Path, location.Dialect));
        }

        Tell(remarks);
        return remarks.Count == 0 ? Success : Faulty;
    }

    /// <summary>A file in a directory of ssh's is one of ssh's.</summary>
    private static ConfigDialect DialectOf(string file) =>
        Path.GetFullPath(file).Contains("/.ssh/", StringComparison.Ordinal) || Path.GetFileName(file).StartsWith("ssh_config", StringComparison.Ordinal)
            ? ConfigDialect.Ssh
            : ConfigDialect.Moshi;

    private static int Import(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StandardStreams.Write(StandardStreams.Errors, $"moshi: {file} cannot be read: {FileFault.Of(e)}\n");
            return Faulty;
        }

        var remarks = new List<ConfigRemark>();
        StandardStreams.Write(StandardStreams.Output, MoshConfigImport.Convert(text, file, remarks));
        Tell(remarks);
        return Success;
    }

    private static void Tell(IEnumerable<ConfigRemark> remarks)
    {
        foreach (ConfigRemark remark in remarks)
            StandardStreams.Write(StandardStreams.Errors, $"{remark}\n");
    }
}
