namespace Moshi.Tests.Session;

/// <summary>Which ends of a session are ours; the other speaks and keeps time as stock mosh does.</summary>
public enum Pairing
{
    Ours,
    StockClient,
    StockServer,
}
