using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>Every check, in the order in which things happen on the way to a session.</summary>
internal static class AllChecks
{
    private static readonly Func<DoctorFacts, Finding>[] s_local = [LocalChecks.Ssh, LocalChecks.Config, LocalChecks.Locale, LocalChecks.Terminal];

    private static readonly Func<DoctorFacts, Finding>[] s_host =
    [
        LoginCheck.Configuration, LoginCheck.Login, ServerChecks.Noise, ServerChecks.Server, ServerChecks.Versions, ServerChecks.Locale,
        PathChecks.Bind, PathChecks.Address, NetworkChecks.Proxy, PathChecks.Out, PathChecks.Back, PathChecks.Ports, NetworkChecks.Nat, NetworkChecks.Firewall, PathChecks.Mtu,
        KeeperChecks.Logind, KeeperChecks.SshdUnit,
    ];

    /// <summary>Judges the facts; without a host only those about this machine.</summary>
    public static IReadOnlyList<Finding> Judge(DoctorFacts facts)
    {
        Func<DoctorFacts, Finding>[] checks = facts.Host.Length == 0 ? s_local : [.. s_local, .. s_host];
        return [.. checks.Append(KeeperChecks.Clock).Select(check => check(facts))];
    }
}
