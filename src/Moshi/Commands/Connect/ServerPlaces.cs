using System.Net;
using Moshi.Platform.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Connect;

/// <summary>Where the server may be, from all that ssh, the host and the configuration have told.</summary>
/// <param name="plan">Of this connection.</param>
/// <param name="route">Where ssh's connection goes.</param>
internal sealed class ServerPlaces(ConnectPlan plan, SshRoute route)
{
    private IReadOnlyList<IPAddress>? _configured;

    // Resolvers may hang.
    private Task<IReadOnlyList<IPAddress>>? _resolving;
    private bool _wasAsked;

    /// <summary>Best first; may be empty.</summary>
    public IReadOnlyList<UdpEndpoint> Endpoints(BootstrapReport report) =>
        [.. CandidateList.Build(Sources(report)).Select(static candidate => UdpEndpoint.FromAddress(candidate.Address, candidate.Port))];

    /// <summary>Why nothing may have answered, and what to do.</summary>
    public string Advice(BootstrapReport report) => CandidateAdvice.Explain(plan.Arguments.Host, Sources(report));

    private CandidateSources Sources(BootstrapReport report)
    {
        Settings settings = plan.Config.Settings;
        string policy = settings[Keywords.AddressFamily].Place is not null ? settings.Value(Keywords.AddressFamily) : plan.Config.Ssh["addressfamily"] ?? "any";
        var public_ = new List<IPEndPoint>();
        foreach (string text in report.PublicAddresses)
        {
            if (AddressText.TryReadPublic(text, out IPEndPoint? endpoint))
                public_.Add(endpoint);
        }

        return new CandidateSources
        {
            Port = report.Port,
            Ports = PortMap.TryParse(settings.Value(Keywords.UdpPort), out PortMap? map, out _) ? map : PortMap.Default,
            Family = AddressPolicies.TryParse(policy, out AddressPolicy family) ? family : AddressPolicy.Any,
            Route = route,
            Configured = _configured ??= Configured(),
            Public = public_,
            Connection = report.ServerAddress is { } word && AddressText.TryRead(word, out IPAddress? address) ? address : null,
            Interfaces = [.. report.Addresses.Where(static text => AddressText.TryRead(text, out _)).Select(Read)],
            Resolved = Resolved(),
            Own = [.. LocalInterfaces.Read().Select(static own => new LocalNetwork(own.Address.ToIPAddress(), own.PrefixLength))],
        };
    }

    private static IPAddress Read(string text) => AddressText.TryRead(text, out IPAddress? address) ? address : IPAddress.None;

    private IReadOnlyList<IPAddress> Configured()
    {
        string address = plan.Config.Settings.Value(Keywords.Address);
        return address.Equals("auto", StringComparison.OrdinalIgnoreCase) ? [] : Resolve(plan.Config.Expand(address));
    }

    /// <summary>
    /// Waited for only where ssh has not told where it went. Otherwise they are for the time when the address that it found is silent: another family, another interface; then the question is asked when
    /// the first datagram is on its way.
    /// </summary>
    private IReadOnlyList<IPAddress> Resolved()
    {
        if (route.Kind == SshRouteKind.Direct && !_wasAsked)
        {
            _wasAsked = true;
            return [];
        }

        _resolving ??= Task.Run(Named);
        return route.Kind != SshRouteKind.Direct || _resolving.IsCompletedSuccessfully ? _resolving.GetAwaiter().GetResult() : [];
    }

    private IReadOnlyList<IPAddress> Named() => plan.Config.Ssh["hostname"] is { Length: > 0 } name ? Resolve(name) : [];

    private static IReadOnlyList<IPAddress> Resolve(string name) =>
        [.. Resolver.Resolve(name.Trim('[', ']'), 0, UdpFamily.None, out _).Select(static endpoint => endpoint.ToIPAddress())];
}
