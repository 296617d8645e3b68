namespace Moshi.Bench.Rows;

/// <summary>What of a row's samples is compared.</summary>
internal enum Metric
{
    /// <summary>The middle one.</summary>
    Median,

    /// <summary>The average.</summary>
    Mean,

    /// <summary>The 95th percentile.</summary>
    P95,

    /// <summary>The 99th percentile.</summary>
    P99,

    /// <summary>All together.</summary>
    Sum,

    /// <summary>Sample beside sample of the same place (a trace each); the worst ratio.</summary>
    WorstPlace,

    /// <summary>Milliseconds of the server's processor time for each key.</summary>
    ProcessorPerKey,

    /// <summary>Bytes of IP packets, both ways, for each key.</summary>
    BytesPerKey,
}
