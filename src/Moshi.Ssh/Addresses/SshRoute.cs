using System.Net;

namespace Moshi.Ssh.Addresses;

/// <summary>Where ssh's connection really goes, by ssh's own word: read from its log, or from the connections of the process that shares its own (decision 18).</summary>
/// <param name="Kind">How much is known.</param>
/// <param name="Remote">With <see cref="SshRouteKind.Direct"/>: the server's end, otherwise null.</param>
/// <param name="Local">With <see cref="SshRouteKind.Direct"/>: our end, if it was told.</param>
public sealed record SshRoute(SshRouteKind Kind, IPAddress? Remote, IPAddress? Local)
{
    private const string AuthenticatedWords = "Authenticated to ";
    private const string UsingWords = ") using \"";

    public static SshRoute Unknown { get; } = new(SshRouteKind.Unknown, null, null);

    public static SshRoute Proxied { get; } = new(SshRouteKind.Proxied, null, null);

    public static SshRoute Direct(IPAddress remote, IPAddress? local = null) =>
        new(SshRouteKind.Direct, AddressBlocks.Normalize(remote), local is null ? null : AddressBlocks.Normalize(local));

    /// <summary>
    /// Reads one line of ssh's log at LogLevel VERBOSE (since OpenSSH 5.6): <c>Authenticated to H ([ADDRESS]:PORT) using "…".</c> or
    /// <c>Authenticated to H (via proxy) using "…".</c> False for every other line.
    /// </summary>
    public static bool TryReadLog(string line, out SshRoute route)
    {
        ArgumentNullException.ThrowIfNull(line);
        route = Unknown;
        ReadOnlySpan<char> text = line.AsSpan().TrimEnd();

        // The name is the user's and may hold anything, so the end of the line counts.
        int end = text.LastIndexOf(UsingWords, StringComparison.Ordinal);
        if (!text.StartsWith(AuthenticatedWords, StringComparison.Ordinal) || end < 0)
            return false;
        text = text[..end];
        int start = text.LastIndexOf(" (", StringComparison.Ordinal);
        if (start < 0)
            return false;
        text = text[(start + 2)..];
        if (text is "via proxy")
        {
            route = Proxied;
            return true;
        }

        if (!AddressText.TryReadWithPort(text, out IPAddress? remote))
            return false;
        route = Direct(remote);
        return true;
    }
}
