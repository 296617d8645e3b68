namespace Moshi.Transport.Sync;

/// <summary>Reads a range of a user's actions in order: runs of keys between resizes. Valid until the session receives again.</summary>
public ref struct UserStreamReader
{
    private readonly ActionLog _log;
    private readonly LogPosition _end;
    private LogPosition _at;

    internal UserStreamReader(ActionLog log, LogPosition from, LogPosition end)
    {
        _log = log;
        _at = from;
        _end = end;
    }

    public bool TryRead(out UserAction action)
    {
        long keysEnd = _end.Keys;
        if (_at.Resizes < _end.Resizes)
        {
            ResizeMark mark = _log.Resize(_at.Resizes);
            if (mark.At <= _at.Keys)
            {
                _at = _at with { Resizes = _at.Resizes + 1 };
                action = new UserAction(mark.Size);
                return true;
            }
            keysEnd = Math.Min(keysEnd, mark.At);
        }
        if (_at.Keys < keysEnd)
        {
            action = new UserAction(_log.Keys(_at.Keys, keysEnd));
            _at = _at with { Keys = keysEnd };
            return true;
        }
        action = default;
        return false;
    }
}
