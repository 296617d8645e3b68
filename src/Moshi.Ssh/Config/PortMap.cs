namespace Moshi.Ssh.Config;

/// <summary>
/// The UDP ports of a host, as its clients reach them and as its server binds them. The two differ behind a router that rewrites ports: <c>22001:60001</c>
/// means that datagrams to port 22001 of the router arrive at port 60001 of the host.
/// </summary>
public sealed class PortMap
{
    private readonly (PortRange External, PortRange Internal)[] _parts;

    private PortMap((PortRange External, PortRange Internal)[] parts) => _parts = parts;

    /// <summary>What mosh uses when nobody says anything.</summary>
    public static PortMap Default { get; } = new([(new PortRange(60001, 60999), new PortRange(60001, 60999))]);

    /// <summary>The ports that the server may bind, as one range: the smallest that has them all.</summary>
    public PortRange Bindable => new(_parts.Min(static part => part.Internal.First), _parts.Max(static part => part.Internal.Last));

    /// <summary>
    /// Reads ports separated by commas: <c>60010</c>, <c>60010-60019</c>, and maps <c>external:internal</c> of either, ranges of equal length. mosh's
    /// <c>60010:60019</c>, a range, cannot be told from a map of one port and is read as one.
    /// </summary>
    /// <param name="text">The value of UdpPort.</param>
    /// <param name="map">The result.</param>
    /// <param name="error">What is wrong and what to write, or null.</param>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PortMap? map, out string? error)
    {
        map = null;
        error = null;
        var parts = new List<(PortRange, PortRange)>();
        foreach (string part in text.Split(','))
        {
            int colon = part.IndexOf(':', StringComparison.Ordinal);
            string external = colon < 0 ? part : part[..colon];
            string inner = colon < 0 ? part : part[(colon + 1)..];
            if (!PortRange.TryParse(external, out PortRange outside) || !PortRange.TryParse(inner, out PortRange inside))
            {
                error = $"\"{part}\" is not a port (60010), a range (60010-60019) or a map external:internal (22001:60001)";
                return false;
            }
            if (outside.Count != inside.Count)
            {
                error = $"\"{part}\" maps {outside.Count} ports to {inside.Count}; both ranges must have the same length";
                return false;
            }
            parts.Add((outside, inside));
        }
        map = new PortMap([.. parts]);
        return true;
    }

    /// <summary>The port to send to, for a server that says it is bound to <paramref name="bound"/>. A port that no part names is its own.</summary>
    public int ToExternal(int bound)
    {
        foreach ((PortRange external, PortRange inner) in _parts)
        {
            if (bound >= inner.First && bound <= inner.Last)
                return external.First + bound - inner.First;
        }
        return bound;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() =>
        string.Join(',', _parts.Select(static part => part.External == part.Internal ? part.External.ToString() : $"{part.External}:{part.Internal}"));
}
