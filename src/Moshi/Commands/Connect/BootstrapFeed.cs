using Moshi.Client;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>What the host still tells when the session already begins: addresses of its interfaces, and the answer of an address service. Disposing of it lets ssh and its connection go.</summary>
internal sealed class BootstrapFeed(SshRun run, BootstrapReport report, Func<BootstrapReport, IReadOnlyList<UdpEndpoint>> endpoints, IEnumerable<UdpEndpoint> known, Action end) : ICandidateFeed
{
    /// <summary>An address service that takes longer is not waited for.</summary>
    private const long LongestMicros = 10_000_000;

    private readonly long _deadline = Clock.NowMicros() + LongestMicros;
    private readonly HashSet<UdpEndpoint> _told = [.. known];
    private bool _hasAsked;
    private bool _isDisposed;

    public int Descriptor => run.Output;

    public bool IsOver { get; private set; } = run.Output < 0 || report.IsComplete;

    public void Read(List<UdpEndpoint> found)
    {
        int revision = report.AddressRevision;
        IsOver = !run.Read() || report.IsComplete || Clock.NowMicros() >= _deadline;

        // The first time a resolver is asked, which has answered by the end.
        if (report.AddressRevision == revision && !IsOver && _hasAsked)
            return;
        _hasAsked = true;
        foreach (UdpEndpoint endpoint in endpoints(report))
        {
            if (_told.Add(endpoint))
                found.Add(endpoint);
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        run.Dispose();
        end();
    }
}
