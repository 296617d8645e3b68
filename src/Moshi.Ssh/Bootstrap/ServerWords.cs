using System.Buffers;
using System.Globalization;

namespace Moshi.Ssh.Bootstrap;

/// <summary>The arguments of both kinds of server. Every word is of characters that no shell and no forced command can take amiss.</summary>
public static class ServerWords
{
    private static readonly SearchValues<char> s_safe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,:=@%+/-");

    /// <summary>True when every shell takes the word as it stands.</summary>
    public static bool IsSafe(ReadOnlySpan<char> word) => !word.IsEmpty && !word.ContainsAnyExcept(s_safe);

    /// <summary>For moshi-server, the command and the variables included.</summary>
    public static IReadOnlyList<string> ForMoshi(BootstrapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Without -s: it has one socket for every address and answers from the one that was reached.
        List<string> words = Common(request, request.Bind);
        words.InsertRange(1, ["-@", "1"]);
        foreach ((string name, string value) in request.Environment.Where(static variable => IsSafe(variable.Key)))
            words.AddRange(["-e", $"{name}={HexText.Encode(value)}"]);
        if (request.StunServer is { } stun && IsSafe(stun))
            words.AddRange(["-u", stun]);
        AddLocale(words, request.Locale);
        if (request.Command is { } command)
            words.AddRange(["-x", HexText.Encode(command)]);
        return words;
    }

    /// <summary>For mosh-server, without locale and command.</summary>
    public static IReadOnlyList<string> ForMosh(BootstrapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Common(request, request.Bind ?? "ssh");
    }

    /// <summary>Adds <c>-l NAME=value</c> for each variable whose value needs no quotes; one that does is no locale.</summary>
    internal static void AddLocale(List<string> words, IReadOnlyList<string> locale)
    {
        foreach (string variable in locale.Where(static variable => IsSafe(variable)))
            words.AddRange(["-l", variable]);
    }

    private static List<string> Common(BootstrapRequest request, string? bind)
    {
        var words = new List<string> { "new", "-c", request.Colors.ToString(CultureInfo.InvariantCulture) };
        if (string.Equals(bind, "ssh", StringComparison.OrdinalIgnoreCase))
            words.Add("-s");
        else if (bind is not null && !string.Equals(bind, "any", StringComparison.OrdinalIgnoreCase) && IsSafe(bind))
            words.AddRange(["-i", bind]);
        if (request.Ports is { } ports && IsSafe(ports))
            words.AddRange(["-p", ports]);
        return words;
    }
}
