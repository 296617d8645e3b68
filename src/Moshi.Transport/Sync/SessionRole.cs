namespace Moshi.Transport.Sync;

/// <summary>Which end of the session this is: it decides the direction bit, roaming, port hops and the collection delay.</summary>
public enum SessionRole
{
    Client,
    Server,
}
