using System.Text;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Connect;

/// <summary>The variables that the session's program is to have: what SendEnv and SetEnv of ssh say, and what some of moshi's keywords mean to the server.</summary>
internal static class SessionEnvironment
{
    /// <summary>Locale variables are not among them: they go their own way (<see cref="LocaleChoice"/>).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Collect(SshSettings ssh, Settings settings)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string> patterns = ssh.All("sendenv");
        foreach (byte[] entry in NativeEnvironment.Copy().Entries)
        {
            string text = Encoding.UTF8.GetString(entry);
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            string name = text[..equals];
            if (patterns.Any(pattern => PatternList.MatchesOne(pattern, name)))
                found[name] = text[(equals + 1)..];
        }

        foreach (string text in ssh.All("setenv"))
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                found[text[..equals]] = text[(equals + 1)..];
        }

        AddSettings(settings, found);
        var variables = found.Where(static variable => !LocaleVariables.Names.Contains(variable.Key, StringComparer.Ordinal) && variable.Key is not "TERM").ToList();

        // A locale that was asked for by name counts also where the host has a good one of its own.
        if (settings.Value(Keywords.Locale) is var locale && !locale.Equals("auto", StringComparison.OrdinalIgnoreCase))
            variables.Add(new("LC_ALL", locale));
        return variables;
    }

    private static void AddSettings(Settings settings, Dictionary<string, string> found)
    {
        string colors = settings.Value(Keywords.Colors);
        string? own = NativeEnvironment.Find("COLORTERM");
        if (colors.Equals("truecolor", StringComparison.OrdinalIgnoreCase) || (colors.Equals("auto", StringComparison.OrdinalIgnoreCase) && own is "truecolor" or "24bit"))
            found["COLORTERM"] = "truecolor";
        if (settings.Duration(Keywords.SessionTimeout) is { } time && time > TimeSpan.Zero)
            found["MOSH_SERVER_NETWORK_TMOUT"] = ((long)time.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (settings[Keywords.Scrollback].Place is not null)
            found["MOSHI_SCROLLBACK"] = settings.Value(Keywords.Scrollback);
        switch (settings.Value(Keywords.Clipboard).ToUpperInvariant())
        {
            case "BOTH":
                found["MOSHI_CLIPBOARD_READ"] = "allow";
                break;
            case "NONE":
                found["MOSHI_CLIPBOARD_LIMIT"] = "0";
                break;
            default:
                break;
        }
    }
}
