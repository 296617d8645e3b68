using System.Text;
using Moshi.Platform.Locale;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Server;

/// <summary>
/// A session's programs are given a UTF-8 locale: the host's own if it is one, else what the client's variables name, else one without a language that the host has. Where there is none at all the
/// session runs nevertheless: what a character is, and how wide, is known here without the host's help (mosh-protocol "Locale rule", which refuses).
/// </summary>
internal static class ServerLocale
{
    private static readonly string[] s_fallbacks = ["C.UTF-8", "en_US.UTF-8", "C.utf8", "POSIX.UTF-8"];

    /// <summary>Settles the locale in this process' environment, for the session's programs.</summary>
    /// <param name="client">The client's variables.</param>
    /// <param name="warning">A text for stderr, or empty: programs will have to do without UTF-8.</param>
    public static void Settle(IReadOnlyList<KeyValuePair<string, string>> client, out string warning)
    {
        warning = "";
        if (NativeLocale.IsUtf8())
            return;
        KeyValuePair<string, string?>[] own = LocaleVariables.Names.Select(static name => KeyValuePair.Create(name, NativeEnvironment.Find(name))).ToArray();
        string described = Describe(NativeEnvironment.Find);
        foreach (string name in LocaleVariables.Names)
            NativeEnvironment.Set(name, null);
        foreach ((string name, string value) in client)
        {
            // macOS has a locale of this name; it stands for any of UTF-8.
            if (name.Length > 0)
                NativeEnvironment.Set(name, value is "UTF-8" ? s_fallbacks[0] : value);
        }

        if (NativeLocale.IsUtf8())
            return;
        foreach (string name in LocaleVariables.Names)
            NativeEnvironment.Set(name, null);
        foreach (string fallback in s_fallbacks)
        {
            NativeEnvironment.Set("LANG", fallback);
            if (NativeLocale.IsUtf8())
                return;
        }

        foreach ((string name, string? value) in own)
            NativeEnvironment.Set(name, value);
        warning = $"mosh-server: this host has no UTF-8 locale ({described}); programs may show other characters than ASCII wrongly\n";
    }

    /// <summary>The locale variables that are set, as stock lists them.</summary>
    internal static string Describe(Func<string, string?> environment)
    {
        var text = new StringBuilder();
        foreach (string name in LocaleVariables.Names)
        {
            if (environment(name) is { } value)
                text.Append(text.Length == 0 ? "" : " ").Append(name).Append('=').Append(value);
        }

        return text.Length == 0 ? "[no charset variables]" : text.ToString();
    }
}
