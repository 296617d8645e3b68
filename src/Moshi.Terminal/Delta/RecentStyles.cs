using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>The styles used last in a delta, the newest first, as writer and reader both keep them: a change back costs one byte.</summary>
internal sealed class RecentStyles
{
    private readonly Style[] _styles = new Style[DeltaCode.ShortForms + 1];
    private int _count;

    /// <summary>The style in which text is written.</summary>
    internal Style Current => _styles[0];

    /// <summary>Starts with a style; the default one is the only other that is known.</summary>
    internal void Start(in Style style)
    {
        _styles[0] = style;
        _count = 1;
        if (!style.IsDefault)
            _styles[_count++] = default;
    }

    /// <summary>Place of a style among those before the current one, or -1.</summary>
    internal int Find(in Style style)
    {
        for (int at = 1; at < _count; at++)
        {
            if (_styles[at] == style)
                return at - 1;
        }

        return -1;
    }

    /// <summary>Makes the style at a place the current one; false when there is none.</summary>
    internal bool TrySelect(int place)
    {
        int at = place + 1;
        if (at >= _count)
            return false;

        Style style = _styles[at];
        Array.Copy(_styles, 0, _styles, 1, at);
        _styles[0] = style;
        return true;
    }

    /// <summary>Makes a style that is not among them the current one; the oldest may be forgotten.</summary>
    internal void Add(in Style style)
    {
        _count = Math.Min(_count + 1, _styles.Length);
        Array.Copy(_styles, 0, _styles, 1, _count - 1);
        _styles[0] = style;
    }
}
