using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// A server's memory of the paths that its client came by: what each was asked, and whether it has answered. Where two addresses take turns with every packet (two links that share the load,
/// a router with several addresses), each is proven once and not at every turn: who has seen an address lately need not doubt it (RFC 9000 §9.3), and an answer proves the path that its question
/// went to, whichever it comes by (§8.2.3).
/// </summary>
public sealed class KnownPaths
{
    /// <summary>More are forgotten, the one first that was left first.</summary>
    public const int MaxPaths = 4;

    /// <summary>An address that was left longer ago may be somebody else's by now.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly KnownPath[] _paths = new KnownPath[MaxPaths];
    private int _count;

    /// <summary>True when this very path has answered, and was in use lately.</summary>
    public bool HasAnswered(NetworkPath path, Instant now) => Find(path) is >= 0 and int index && IsTrusted(_paths[index], now);

    /// <summary>True when some port of the path's address has answered, and was in use lately.</summary>
    public bool HasAnsweredFromAddress(NetworkPath path, Instant now)
    {
        foreach (KnownPath known in _paths.AsSpan(0, _count))
        {
            if (known.Path.HasSameAddress(path) && IsTrusted(known, now))
                return true;
        }
        return false;
    }

    /// <summary>What a path is asked: the same as before, when it was asked and has not answered.</summary>
    /// <param name="path">The path in use from now on.</param>
    /// <param name="word">The question for one that is new, or was left too long ago; nobody can guess it.</param>
    /// <param name="now">The time.</param>
    public ulong Ask(NetworkPath path, ulong word, Instant now)
    {
        int index = Find(path);
        if (index >= 0 && !_paths[index].HasAnswered)
            word = _paths[index].Challenge;
        if (index < 0)
            index = _count < MaxPaths ? _count++ : IndexOfOldest();
        _paths[index] = new KnownPath { Path = path, Challenge = word, UsedAt = now };
        return word;
    }

    /// <summary>The path was in use until now.</summary>
    public void NoteUse(NetworkPath path, Instant now)
    {
        if (Find(path) is >= 0 and int index)
            _paths[index].UsedAt = now;
    }

    /// <summary>Takes an answer; false when nobody was asked that.</summary>
    public bool TryTakeAnswer(ulong value, Instant now, out NetworkPath path)
    {
        foreach (ref KnownPath known in _paths.AsSpan(0, _count))
        {
            if (known.Challenge != value || known.HasAnswered)
                continue;
            known.HasAnswered = true;
            known.UsedAt = now;
            path = known.Path;
            return true;
        }
        path = default;
        return false;
    }

    private static bool IsTrusted(in KnownPath known, Instant now) => known.HasAnswered && now - known.UsedAt < Memory;

    private int Find(NetworkPath path)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_paths[i].Path == path)
                return i;
        }
        return -1;
    }

    private int IndexOfOldest()
    {
        int oldest = 0;
        for (int i = 1; i < _count; i++)
        {
            if (_paths[i].UsedAt < _paths[oldest].UsedAt)
                oldest = i;
        }
        return oldest;
    }

    private struct KnownPath
    {
        public NetworkPath Path;
        public ulong Challenge;
        public Instant UsedAt;
        public bool HasAnswered;
    }
}
