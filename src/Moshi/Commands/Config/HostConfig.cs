using Moshi.Platform;
using Moshi.Platform.Process;
using Moshi.Platform.Users;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Config;

/// <summary>Everything that is configured for a host: ssh's keywords as ssh resolves them, and moshi's.</summary>
internal sealed class HostConfig
{
    /// <summary>ssh may ask a resolver and run commands of its own before it answers.</summary>
    private static readonly TimeSpan ResolverTime = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ExecTime = TimeSpan.FromSeconds(20);

    private readonly ConfigContext _context;

    private HostConfig(SshSettings ssh, Settings settings, IReadOnlyList<ConfigRemark> remarks, ConfigContext context)
    {
        _context = context;
        Ssh = ssh;
        Settings = settings;
        Remarks = remarks;
    }

    public SshSettings Ssh { get; }

    public Settings Settings { get; }

    /// <summary>What was passed over on the way, for the user.</summary>
    public IReadOnlyList<ConfigRemark> Remarks { get; }

    /// <summary>A value with its tokens (%h, %n, ...) replaced; as it stands when one of them is unknown.</summary>
    public string Expand(string value) => _context.ExpandTokens(value, out _);

    /// <summary>Asks ssh once and reads moshi's files; null, with ssh's own words, when ssh refuses its configuration.</summary>
    /// <param name="host">As typed.</param>
    /// <param name="sshWords">The ssh program with the user's options for it.</param>
    /// <param name="commandLine">Keywords given on the command line, which go before those of files.</param>
    /// <param name="error">Why there is no answer.</param>
    public static HostConfig? Load(string host, IReadOnlyList<string> sshWords, IEnumerable<ConfigEntry> commandLine, out string error)
    {
        error = "";
        int status = CapturedCommand.Run([.. sshWords, "-G", "--", host], ResolverTime, out string? output, out string? errors);

        // A session in the background needs a command, says ssh, even when it is only asked; it is told that there will be one.
        if (status != 0 && errors.Contains("Cannot fork into background", StringComparison.Ordinal))
            status = CapturedCommand.Run([.. sshWords, "-o", "ForkAfterAuthentication=no", "-G", "--", host], ResolverTime, out output, out errors);
        if (status != 0)
        {
            error = errors.TrimEnd();
            return null;
        }

        var ssh = SshSettings.Parse(output);
        var account = UserAccount.Current();
        string home = account?.Home ?? NativeEnvironment.Find("HOME") ?? "";
        var context = new ConfigContext
        {
            OriginalHost = host,
            Host = ssh["hostname"] ?? host,
            User = ssh["user"] ?? "",
            LocalUser = account?.Name ?? "",
            Port = ssh["port"] ?? "22",
            Home = home,
            LocalHost = Environment.MachineName,
            Tag = ssh["tag"] ?? "",
            IsCanonicalized = ssh["canonicalizehostname"] is { } canonical && canonical is not ("false" or "no" or "none"),
            UserId = CurrentProcess.UserId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Exec = static command => CapturedCommand.Run([NativeEnvironment.Find("SHELL") is { Length: > 0 } shell ? shell : "/bin/sh", "-c", command], ExecTime, out _, out _) == 0,
        };
        var files = new ConfigFiles();
        var reader = new ConfigReader(files, context, ConfigLocation.PassOf(sshWords));
        IReadOnlyList<ConfigLocation> locations = ConfigLocation.All(home, sshWords);
        IReadOnlyList<ConfigLocation> ofSsh = [.. locations.Where(static location => location.Dialect == ConfigDialect.Ssh)];
        if (!ofSsh.Any(location => ConfigScan.HasOwnKeywords(files, home, location.Path, location.IncludeBase)))
            ofSsh = [];
        foreach (ConfigLocation location in locations.Where(location => location.Dialect == ConfigDialect.Moshi || ofSsh.Count > 0))
            reader.Read(location.Path, location.Dialect, location.IncludeBase);
        if (reader.NeedsFinalPass && ofSsh.Count > 0)
        {
            reader.BeginFinalPass();
            foreach (ConfigLocation location in ofSsh)
                reader.Read(location.Path, location.Dialect, location.IncludeBase);
        }

        var settings = Settings.From(commandLine.Concat(reader.Entries));
        return new HostConfig(ssh, settings, [.. reader.Remarks, .. settings.Remarks], context);
    }
}
