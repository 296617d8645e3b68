using System.Text;
using Moshi.Platform.Locale;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Server;

/// <summary>
/// A session's programs need a UTF-8 locale: the host's own if it is one, else what the client's variables name, if the host has that
/// (mosh-protocol "Locale rule").
/// </summary>
internal static class ServerLocale
{
    /// <summary>Settles the locale in this process' environment. False, with a text for stderr, when neither side's is UTF-8.</summary>
    public static bool TrySettle(IReadOnlyList<KeyValuePair<string, string>> client, out string complaint)
    {
        complaint = "";
        if (NativeLocale.IsUtf8())
            return true;
        string nativeCharset = NativeLocale.Charset();
        string native = Describe(NativeEnvironment.Find);
        foreach (string name in LocaleVariables.Names)
            NativeEnvironment.Set(name, null);
        foreach ((string name, string value) in client)
        {
            if (name.Length > 0)
                NativeEnvironment.Set(name, value);
        }

        if (NativeLocale.IsUtf8())
            return true;
        complaint = "mosh-server needs a UTF-8 native locale to run.\n\n"
            + $"Unfortunately, the local environment ({native})\nspecifies the character set \"{nativeCharset}\",\n\n"
            + $"The client-supplied environment ({Describe(NativeEnvironment.Find)})\nspecifies the character set \"{NativeLocale.Charset()}\".\n\n"
            + "Ask the host's owner for one, or choose one that it has: locale -a; then connect with LC_ALL set to it, such as LC_ALL=C.UTF-8\n";
        return false;
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
