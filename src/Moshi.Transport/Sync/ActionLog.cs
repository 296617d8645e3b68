namespace Moshi.Transport.Sync;

/// <summary>
/// The bytes and resizes that several <see cref="UserStream"/> states share: each state is a range of it. Positions count from the beginning of
/// the session and stay valid when the acknowledged prefix is discarded. Append-only at the tip.
/// </summary>
internal sealed class ActionLog
{
    private const int MinDiscardBytes = 4096;

    private byte[] _keys = new byte[256];
    private int _keyCount;
    private ResizeMark[] _resizes = new ResizeMark[4];
    private int _resizeCount;

    public ActionLog(LogPosition start) => Base = start;

    /// <summary>The oldest position whose contents are still here.</summary>
    public LogPosition Base { get; private set; }

    public LogPosition Tip => new(Base.Keys + _keyCount, Base.Resizes + _resizeCount);

    public void AppendKeys(ReadOnlySpan<byte> keys)
    {
        Grow(ref _keys, _keyCount, keys.Length);
        keys.CopyTo(_keys.AsSpan(_keyCount));
        _keyCount += keys.Length;
    }

    public void AppendResize(WindowSize size)
    {
        Grow(ref _resizes, _resizeCount, 1);
        _resizes[_resizeCount++] = new ResizeMark(Tip.Keys, size);
    }

    /// <summary>Puts another size in place of the newest action, which must be a resize that no other state shares.</summary>
    public void ReplaceLastResize(WindowSize size) => _resizes[_resizeCount - 1] = _resizes[_resizeCount - 1] with { Size = size };

    /// <summary>Where the newest resize stands among the keys; -1 when none is held.</summary>
    public long LastResizeAt => _resizeCount == 0 ? -1 : _resizes[_resizeCount - 1].At;

    /// <summary>The held keys from <paramref name="from"/> up to <paramref name="to"/>.</summary>
    public ReadOnlySpan<byte> Keys(long from, long to) => _keys.AsSpan((int)(from - Base.Keys), (int)(to - from));

    /// <summary>The resize with a number from Base.Resizes up to Tip.Resizes.</summary>
    public ResizeMark Resize(long number) => _resizes[(int)(number - Base.Resizes)];

    /// <summary>Forgets all before <paramref name="position"/>, in its own time: what remains is moved only when that is cheap.</summary>
    public void DiscardBefore(LogPosition position)
    {
        int keys = (int)Math.Clamp(position.Keys - Base.Keys, 0, _keyCount);
        int resizes = (int)Math.Clamp(position.Resizes - Base.Resizes, 0, _resizeCount);
        if (keys < _keyCount && (keys < MinDiscardBytes || keys < _keyCount / 2))
            return;
        _keys.AsSpan(keys, _keyCount - keys).CopyTo(_keys);
        _keyCount -= keys;
        _resizes.AsSpan(resizes, _resizeCount - resizes).CopyTo(_resizes);
        _resizeCount -= resizes;
        Base = new LogPosition(Base.Keys + keys, Base.Resizes + resizes);
        if (_keys.Length > 64 * 1024 && _keyCount < _keys.Length / 8)
            Array.Resize(ref _keys, _keys.Length / 4);
    }

    private static void Grow<T>(ref T[] array, int count, int more)
    {
        if (array.Length - count < more)
            Array.Resize(ref array, Math.Max(array.Length * 2, checked(count + more)));
    }
}
