using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>Copies our own program to a host that has no server.</summary>
internal static class ServerUpload
{
    public static bool IsDue(ConnectPlan plan, BootstrapReport report) => false;

    public static bool TryInstall(ConnectPlan plan, Bootstrap bootstrap) => false;
}
