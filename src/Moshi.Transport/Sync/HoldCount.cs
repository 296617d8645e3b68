namespace Moshi.Transport.Sync;

/// <summary>How many hold a state that is used again when nobody does (<see cref="ISyncState{TSelf}.Hold"/>). Begins at one: whoever has made it.</summary>
public struct HoldCount
{
    private int _more;

    /// <summary>Begins anew, for a state that is used again.</summary>
    public void Begin() => _more = 0;

    /// <summary>One more holds it.</summary>
    /// <exception cref="InvalidOperationException">Nobody held it any more.</exception>
    public void Add()
    {
        ThrowIfNone();
        _more++;
    }

    /// <summary>One has let go; true when that was the last.</summary>
    /// <exception cref="InvalidOperationException">Nobody held it any more.</exception>
    public bool Remove()
    {
        ThrowIfNone();
        return --_more < 0;
    }

    /// <summary>To be asked wherever somebody might still look at a state that he has let go of.</summary>
    /// <exception cref="InvalidOperationException">Nobody holds it.</exception>
    public readonly void ThrowIfNone()
    {
        if (_more < 0)
            throw new InvalidOperationException("The state was used after everybody had let go of it.");
    }
}
