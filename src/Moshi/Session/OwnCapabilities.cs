using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>What this release shows to a peer in private field 64.</summary>
internal static class OwnCapabilities
{
    /// <summary>No format of our own yet; showing the field is what makes a server tell the exit status.</summary>
    public static readonly Capabilities Value = Capabilities.Create([0], features: 0);
}
