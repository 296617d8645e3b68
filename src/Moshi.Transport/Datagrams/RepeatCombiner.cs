using Moshi.Transport.Compression;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Makes one instruction of several that were each received in part. A mosh 1.4 peer repeats a long instruction as a new one, with another fragment id and other chaff, so that no fragment of the
/// one stands for a fragment of the other (transport's own peers repeat the same bytes): all fragments would have to arrive at one try. What is in them is the same
/// all the same (<see cref="ZlibCombiner"/>).
/// </summary>
public sealed class RepeatCombiner
{
    private const int MaxTries = 4;

    private readonly HoledStream[] _tries = new HoledStream[MaxTries];
    private readonly ZlibCombiner _zlib = new();
    private ulong _id;
    private int _count;
    private int _next;
    private bool _hadGap;

    /// <summary>How many tries of an instruction are held, none of which is complete.</summary>
    public int Count => _count;

    /// <summary>True when the piece that was added last shows for the first time that one before it is missing in its try.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Instructions that were put together so far.</summary>
    public long Combined { get; private set; }

    /// <summary>Forgets all fragments: what they belong to has arrived.</summary>
    public void Clear()
    {
        for (int i = 0; i < _count; i++)
            _tries[i].Clear();
        _count = 0;
    }

    /// <summary>Takes a fragment of an instruction of several, which is still incomplete. True when one is complete now; <paramref name="message"/> is it, inflated, valid until the next call.</summary>
    public bool TryAdd(FragmentHeader header, ReadOnlySpan<byte> contents, int maxBytes, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (_count == 0 || header.Id != _id)
            BeginTry(header.Id);
        HasGap = header.Index > _next && !_hadGap;
        _hadGap |= HasGap;
        _next = Math.Max(_next, header.Index + 1);
        if (!_tries[_count - 1].TryAdd(header.Index, header.IsFinal, contents) || _count == 1)
            return false;
        for (int wanted = _count - 1; wanted >= 0; wanted--)
        {
            if (!_tries[wanted].HasEnds || !_zlib.TryInflate(_tries.AsSpan(0, _count), wanted, maxBytes, out message))
                continue;
            Combined++;
            Clear();
            return true;
        }
        return false;
    }

    // The oldest makes room.
    private void BeginTry(ulong id)
    {
        _id = id;
        _next = 0;
        _hadGap = false;
        if (_count < MaxTries)
        {
            (_tries[_count++] ??= new HoledStream()).Clear();
            return;
        }
        HoledStream oldest = _tries[0];
        _tries.AsSpan(1).CopyTo(_tries);
        _tries[^1] = oldest;
        oldest.Clear();
    }
}
