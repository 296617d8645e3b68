namespace Moshi.Terminal.Delta;

/// <summary>When a delta is packed, and what its packer has read before. Part of the format.</summary>
internal static class PackedDelta
{
    /// <summary>Shorter ones gain nothing.</summary>
    internal const int Least = 4;

    /// <summary>Most bytes of a packed delta; bounds the time, which is several hundred nanoseconds a byte; what is longer is deflated with its instruction.</summary>
    internal const int Most = 4 * 1024;

    /// <summary>From this length on the picture itself is read beforehand.</summary>
    internal const int WorthContext = 24;

    /// <summary>Most bytes of the picture that are read: a screen of text and more; bounds the time on huge ones.</summary>
    internal const int MostContext = 8 * 1024;
}
