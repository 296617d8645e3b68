namespace Moshi.Interop.FrontDoor;

/// <summary>One host for many configurations of the client; started by the first test that needs it.</summary>
public sealed class ConfigurationHost : IDisposable
{
    private SshHost? _host;

    /// <summary>The host; skips the test where it cannot be.</summary>
    internal SshHost Started => _host ??= SshHost.Start();

    public void Dispose() => _host?.Dispose();
}
