using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>
/// A link of its own with a place for one session at a time, mosh's or ssh's; all subjects cross the same link. Without a link: loopback. Lanes do not disturb each
/// other but for the processor.
/// </summary>
internal sealed class Lane(bool hasLink) : IDisposable
{
    private readonly TunLink? _link = hasLink ? new TunLink(LinkProfile.Clean) : null;
    private SshServer? _ssh;

    /// <summary>The link, null on loopback.</summary>
    public TunLink? Link => _link;

    /// <summary>Packets and bytes on the link so far, both ways.</summary>
    public (long Packets, long Bytes) Traffic => _link is null
        ? default
        : (_link.ToServer.Received + _link.ToClient.Received, _link.ToServer.ReceivedBytes + _link.ToClient.ReceivedBytes);

    /// <summary>The emulator's worst error since the last <see cref="Reset"/>.</summary>
    public double LatenessMs => _link is null
        ? 0
        : Math.Max(_link.ToServer.WorstLateness.TotalMilliseconds, _link.ToClient.WorstLateness.TotalMilliseconds);

    /// <summary>Other rules, new luck, counters at zero.</summary>
    public void Reset(LinkProfile profile, int seed) => _link?.Reset(profile, seed);

    /// <summary>Starts a subject that runs a shell command on the far side. The server's environment is clean and the same for all.</summary>
    public LaneSession Start(RowSubject subject, string shellCommand, TerminalSize size, string prediction = "never")
    {
        if (subject.IsSsh())
        {
            _ssh ??= new SshServer(_link);
            return new LaneSession(_ssh.StartOnPty(shellCommand, size, isCompressed: subject == RowSubject.SshCompressed), server: null);
        }
        Pairing pairing = subject.Pairing();
        var server = MoshServer.Start(pairing.Server, ["sh", "-c", shellCommand], _link is null ? IPAddress.Loopback : TunLink.ServerAddress, within: _link?.Server);
        try
        {
            Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["MOSH_PREDICTION_DISPLAY"] = prediction };
            PtyProcess client = MoshClient.StartOnPty(pairing.Client, server.EndPoint, server.Key, size, variables, _link?.Client);
            return new LaneSession(client, server);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ssh?.Dispose();
        _link?.Dispose();
    }
}
