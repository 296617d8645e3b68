namespace Moshi.Terminal.Screen;

/// <summary>Colours that the application has redefined (OSC 4, 5, 10-19), immutable. A slot is a palette entry, or one of <see cref="DynamicColor"/>.</summary>
public sealed class ColorOverrides : IEquatable<ColorOverrides>
{
    private readonly (short Slot, Color Color)[] _entries;

    private ColorOverrides((short Slot, Color Color)[] entries) => _entries = entries;

    /// <summary>Nothing redefined.</summary>
    public static ColorOverrides None { get; } = new([]);

    /// <summary>The redefined slots in ascending order, each with a true colour.</summary>
    public ReadOnlySpan<(short Slot, Color Color)> Entries => _entries;

    /// <summary>The colour of a slot, or <see cref="Color.Default"/> when it is not redefined.</summary>
    public Color this[int slot]
    {
        get
        {
            int at = IndexOf(slot);
            return at >= 0 ? _entries[at].Color : Color.Default;
        }
    }

    /// <summary>The same with one slot set to a true colour, or, with <see cref="Color.Default"/>, given back.</summary>
    public ColorOverrides With(int slot, Color color)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)DynamicColor.Count, nameof(slot));
        int at = IndexOf(slot);
        if (at < 0 ? color.IsDefault : _entries[at].Color == color)
            return this;

        var entries = new List<(short, Color)>(_entries);
        if (color.IsDefault)
            entries.RemoveAt(at);
        else if (at >= 0)
            entries[at] = ((short)slot, color);
        else
            entries.Insert(~at, ((short)slot, color));

        return entries.Count == 0 ? None : new ColorOverrides([.. entries]);
    }

    /// <inheritdoc/>
    public bool Equals(ColorOverrides? other) =>
        ReferenceEquals(this, other) || (other is not null && Entries.SequenceEqual(other.Entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColorOverrides);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach ((short slot, Color color) in _entries)
        {
            hash.Add(slot);
            hash.Add(color);
        }

        return hash.ToHashCode();
    }

    private int IndexOf(int slot)
    {
        int low = 0;
        int high = _entries.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _entries[middle].Slot.CompareTo((short)slot);
            if (order == 0)
                return middle;

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
