using System.Net;
using Moshi.Commands.Config;
using Moshi.Commands.Connect;
using Moshi.Commands.Doctor.Facts;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Config;
using Moshi.Ssh.Mux;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>Gathers all facts within a limit. What may hang (resolvers, ssh's configuration, a wedged master) runs on a thread of its own and is left behind when its time is over.</summary>
internal static class DoctorRun
{
    private static readonly TimeSpan ConfigTime = TimeSpan.FromSeconds(3);

    public static DoctorFacts Gather(DoctorRequest request)
    {
        (long startMicros, DateTimeOffset startWall) = (Clock.NowMicros(), DateTimeOffset.UtcNow);
        Task<LocalFacts> local = Task.Run(() => LocalGathering.Run(request.SshWords[0]));
        var facts = new DoctorFacts(request.Host);
        if (request.Host.Length > 0)
            facts = GatherHost(facts, request, startMicros);
        TimeSpan jump = DateTimeOffset.UtcNow - startWall - TimeSpan.FromMicroseconds(Clock.NowMicros() - startMicros);
        return facts with { Local = local.Wait(ConfigTime) ? local.Result with { ClockJump = jump } : null };
    }

    private static DoctorFacts GatherHost(DoctorFacts facts, DoctorRequest request, long startMicros)
    {
        string? error = "";
        HostConfig? config = request.Config;
        if (config is null)
        {
            Task<HostConfig?> loading = Task.Run(() => HostConfig.Load(request.Host, request.SshWords, request.CommandLine, out error));
            if (!loading.Wait(ConfigTime))
                return facts with { Route = new RouteFacts { Error = "ssh -G does not answer: a Match exec command or the resolver hangs" } };
            config = loading.Result;
        }

        if (config is null)
            return facts with { Route = new RouteFacts { Error = error.Length == 0 ? "ssh -G failed and said nothing" : error } };
        string hostName = config.Ssh["hostname"] ?? request.Host;
        string address = config.Settings.Value(Keywords.Address);
        Task<IPAddress[]> resolving = Task.Run(() => Resolve(address is "auto" ? hostName : address));
        string? path = NoneIsNull(config.Ssh["controlpath"]);
        (MuxAliveState? state, MasterConnection? connection) = path is null ? (null, null) : MasterProbe.Locate(path);
        MasterState master = state switch { MuxAliveState.Alive => MasterState.Live, MuxAliveState.Waiting => MasterState.Wedged, _ => MasterState.None };
        if (request.ControlSocket is { } own)
            (_, connection) = MasterProbe.Locate(own);
        HostProbe probe = Probe(connection, master == MasterState.Wedged);
        if (master == MasterState.Live && request.ControlSocket is null && probe is { Login: { HasHello: false, Status: null } })
        {
            probe.Dispose();
            master = MasterState.Deaf;
            probe = Probe(null, avoidsMaster: true);
        }

        using HostProbe used = probe;
        return facts with
        {
            Route = Describe(config, hostName, resolving) with { Master = master, ControlPath = path, SshReached = probe.Route.Remote?.ToString(), SshFrom = probe.SshFrom },
            Login = probe.Login,
            HostSide = probe.HostSide,
            Path = probe.Path,
        };

        HostProbe Probe(MasterConnection? through, bool avoidsMaster)
        {
            TimeSpan rest = request.Limit - TimeSpan.FromMicroseconds(Clock.NowMicros() - startMicros);
            var host = new HostProbe(request with { Limit = rest }, config, through, avoidsMaster, resolving);
            host.Run();
            return host;
        }
    }

    private static RouteFacts Describe(HostConfig config, string hostName, Task<IPAddress[]> resolving)
    {
        Settings settings = config.Settings;
        return new RouteFacts
        {
            HostName = hostName,
            Port = config.Ssh["port"] ?? "22",
            User = config.Ssh["user"] ?? "",
            ProxyJump = NoneIsNull(config.Ssh["proxyjump"]),
            ProxyCommand = NoneIsNull(config.Ssh["proxycommand"]),
            Address = settings.Value(Keywords.Address) is var address and not "auto" ? address : null,
            BindAddress = settings.Value(Keywords.BindAddress),
            UdpPort = settings[Keywords.UdpPort].Place is null ? null : settings.Value(Keywords.UdpPort),
            Server = settings.Value(Keywords.Server) is "auto" ? null : settings.Value(Keywords.Server),
            IsResolved = resolving.IsCompletedSuccessfully ? resolving.Result.Length > 0 : null,
        };
    }

    private static string? NoneIsNull(string? value) => value is null or "none" ? null : value;

    private static IPAddress[] Resolve(string name)
    {
        try
        {
            return AddressText.TryRead(name, out IPAddress? address) ? [address] : Dns.GetHostAddresses(name);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }
}
