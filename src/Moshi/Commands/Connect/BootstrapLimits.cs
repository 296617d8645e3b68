using Moshi.Platform.Loop;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>How long the stages of a start may take. While somebody may be asked for a password there is no limit; ssh itself limits the connecting.</summary>
internal sealed class BootstrapLimits(BootstrapReport report, SshLog log, bool usesLiveMaster, bool isBatch)
{
    private const long LoginMicros = 60_000_000;
    private const long MasterMicros = 5_000_000;
    private const long ShellMicros = 20_000_000;
    private const long TotalMicros = 60_000_000;

    /// <summary>Nothing is limited: the user's own pace, or a long transfer.</summary>
    public bool IsUnlimited { get; init; }

    private readonly long _started = Clock.NowMicros();
    private long _authenticated;

    /// <summary>What is over its time; <see cref="SshRunEnd.Running"/> for nothing.</summary>
    /// <param name="now">In <see cref="Clock"/>'s microseconds.</param>
    public SshRunEnd Judge(long now)
    {
        if (IsUnlimited)
            return SshRunEnd.Running;

        // Through a live connection there is no login to be seen; if ssh makes one after all, it says so.
        if (_authenticated == 0 && (log.IsAuthenticated || usesLiveMaster || report.HasHello))
            _authenticated = log.IsAuthenticated ? now : _started;
        if (_authenticated == 0)
            return isBatch && now - _started >= LoginMicros ? SshRunEnd.LoginTimeout : SshRunEnd.Running;
        long waited = now - _authenticated;
        if (!report.HasHello && waited >= (usesLiveMaster && !log.IsAuthenticated ? MasterMicros : ShellMicros))
            return SshRunEnd.ShellTimeout;
        return waited >= TotalMicros ? SshRunEnd.TotalTimeout : SshRunEnd.Running;
    }
}
