using Moshi.Platform.Net;

namespace Moshi.Client;

/// <summary>
/// Addresses of the server that come to be known only while the client already looks for it, such as the answer of an address service that the server asks. It holds on to ssh's connection: it is disposed
/// when nothing more will come and the server has answered, which ends the login.
/// </summary>
internal interface ICandidateFeed : IDisposable
{
    /// <summary>Readable when <see cref="Read"/> has something to do; not to be looked at once <see cref="IsOver"/>.</summary>
    int Descriptor { get; }

    /// <summary>Nothing more will come; the descriptor is no longer watched.</summary>
    bool IsOver { get; }

    /// <summary>Adds what has become known since the last call. Never blocks.</summary>
    void Read(List<UdpEndpoint> found);
}
