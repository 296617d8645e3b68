namespace Moshi.Terminal.Emulation;

/// <summary>Titles that applications have put aside (<c>CSI 22 t</c>), newest last. Bounded: the oldest is forgotten.</summary>
internal sealed class TitleStack
{
    /// <summary>Entries that are kept, as in xterm.</summary>
    internal const int Depth = 10;

    private readonly List<(string IconName, string Title)> _entries = [];

    /// <summary>Number of entries.</summary>
    internal int Count => _entries.Count;

    /// <summary>
    /// Puts titles aside; null for one that is not meant: it is then taken from the entry below, or is the present one, so that taking both back is right
    /// also after they were put aside one by one.
    /// </summary>
    internal void Push(string? iconName, string? title, string presentIconName, string presentTitle)
    {
        (string IconName, string Title) below = _entries.Count > 0 ? _entries[^1] : (presentIconName, presentTitle);
        if (_entries.Count == Depth)
            _entries.RemoveAt(0);

        _entries.Add((iconName ?? below.IconName, title ?? below.Title));
    }

    /// <summary>Takes back what was put aside last; false when there is nothing.</summary>
    internal bool TryPop(out string iconName, out string title)
    {
        (iconName, title) = _entries.Count > 0 ? _entries[^1] : ("", "");
        if (_entries.Count == 0)
            return false;

        _entries.RemoveAt(_entries.Count - 1);
        return true;
    }

    /// <summary>Forgets all.</summary>
    internal void Clear() => _entries.Clear();

    /// <summary>Takes over the entries of another stack.</summary>
    internal void CopyFrom(TitleStack source)
    {
        _entries.Clear();
        _entries.AddRange(source._entries);
    }
}
