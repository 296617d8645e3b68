namespace Moshi.Session;

/// <summary>
/// Gives back the memory that a busy time has used and left, once a session rests. Keys and frames leave nothing (decision 15), but a window that is dragged to another size, or the beginning of a flood, does:
/// the collector would keep some 20 MB of it for as long as nothing new is allocated. A loop owns one; not thread-safe.
/// </summary>
internal struct IdleCollector
{
    /// <summary>Allocated since the last time: more than a session needs to begin, and than is worth the millisecond.</summary>
    public const long WorthwhileBytes = 4 * 1024 * 1024;

    private long _collectedAtBytes;

    /// <summary>To be called while the session rests, any number of times. True when it has collected, which takes a millisecond or two.</summary>
    public bool Collect()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - _collectedAtBytes < WorthwhileBytes)
            return false;
        _collectedAtBytes = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return true;
    }
}
