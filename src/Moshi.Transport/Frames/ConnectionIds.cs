namespace Moshi.Transport.Frames;

/// <summary>
/// The connection ids of a session. A server issues them and knows whose a datagram with one is; a client uses one at a time, and another after its address has changed.
/// At most <see cref="MaxIds"/> at a time; 0 is always taken, since a session begins with it.
/// </summary>
public sealed class ConnectionIds
{
    /// <summary>Ids that are known at a time, besides 0.</summary>
    public const int MaxIds = 4;

    private readonly ConnectionIdFrame[] _ids = new ConnectionIdFrame[MaxIds];
    private int _count;

    /// <summary>The sequence number of the newest id; 0 when there is none.</summary>
    public ulong Newest { get; private set; }

    /// <summary>Client: the id in use.</summary>
    public ConnectionIdFrame Current { get; private set; }

    /// <summary>The ids that are known, oldest first.</summary>
    public ReadOnlySpan<ConnectionIdFrame> All => _ids.AsSpan(0, _count);

    /// <summary>One more pushes out the oldest.</summary>
    public bool IsFull => _count == MaxIds;

    /// <summary>How many ids are known that come after the one with this sequence number.</summary>
    public int CountAfter(ulong sequence)
    {
        int count = 0;
        foreach (ConnectionIdFrame known in All)
            count += known.Sequence > sequence ? 1 : 0;
        return count;
    }

    /// <summary>True for an id that datagrams may have.</summary>
    public bool Has(uint id)
    {
        if (id == 0)
            return true;
        foreach (ConnectionIdFrame known in All)
        {
            if (known.Id == id)
                return true;
        }
        return false;
    }

    /// <summary>The sequence number of an id; 0 when it is not known.</summary>
    public ulong SequenceOf(uint id)
    {
        foreach (ConnectionIdFrame known in All)
        {
            if (known.Id == id)
                return known.Sequence;
        }
        return 0;
    }

    /// <summary>Adds an id; the oldest makes room. False for one that is not new.</summary>
    public bool Add(in ConnectionIdFrame id)
    {
        if (id.Sequence <= Newest || Has(id.Id))
            return false;
        if (IsFull)
            RemoveAt(0);
        _ids[_count++] = id;
        Newest = id.Sequence;
        return true;
    }

    /// <summary>Client: goes to the oldest id that was not used yet and is not below <paramref name="floor"/>; forgets those before. False when there is none.</summary>
    public bool TryAdvance(ulong floor)
    {
        while (_count > 0)
        {
            ConnectionIdFrame next = _ids[0];
            if (next.Sequence > Current.Sequence && next.Sequence >= floor)
            {
                Current = next;
                return true;
            }
            RemoveAt(0);
        }
        return false;
    }

    private void RemoveAt(int index)
    {
        _count--;
        _ids.AsSpan(index + 1, _count - index).CopyTo(_ids.AsSpan(index));
    }
}
