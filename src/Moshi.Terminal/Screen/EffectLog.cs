namespace Moshi.Terminal.Screen;

/// <summary>
/// The newest once-only effects of a session, immutable. It is part of the picture: whoever shows pictures remembers the number of the last effect that
/// it performed and performs those above it, so each happens exactly once, whatever states were lost or skipped on the way.
/// </summary>
/// <remarks>
/// A newer clipboard for the same selection, or value of the same variable, replaces the older one. Beyond <see cref="MaxEffects"/> the
/// oldest notification is forgotten, or the oldest effect when there is none.
/// </remarks>
public sealed class EffectLog
{
    /// <summary>Most effects that are kept.</summary>
    public const int MaxEffects = 8;

    private readonly Effect[] _effects;

    private EffectLog(Effect[] effects, ulong lastSequence)
    {
        _effects = effects;
        LastSequence = lastSequence;
    }

    /// <summary>No effect yet.</summary>
    public static EffectLog Empty { get; } = new([], 0);

    /// <summary>Number of the newest effect; 0 when there was none. Two logs of a session are equal when this is.</summary>
    public ulong LastSequence { get; }

    /// <summary>The effects that are kept, oldest first.</summary>
    public ReadOnlySpan<Effect> Effects => _effects;

    /// <summary>The log with one more effect, numbered next.</summary>
    public EffectLog Append(EffectKind kind, string selector, ReadOnlyMemory<byte> payload) =>
        Append(new Effect(LastSequence + 1, kind, selector, payload));

    /// <summary>The log with an effect that was numbered elsewhere; a number that is not above <see cref="LastSequence"/> changes nothing.</summary>
    public EffectLog Append(Effect effect)
    {
        ArgumentNullException.ThrowIfNull(effect);
        if (effect.Sequence <= LastSequence)
        {
            return this;
        }

        var kept = new List<Effect>(MaxEffects + 1);
        foreach (Effect earlier in _effects)
        {
            if (!Replaces(effect, earlier))
            {
                kept.Add(earlier);
            }
        }

        kept.Add(effect);
        if (kept.Count > MaxEffects)
        {
            // A flood of notifications must not push out what the user has copied.
            kept.RemoveAt(Math.Max(0, kept.FindIndex(static one => one.Kind is EffectKind.Notification or EffectKind.Notice)));
        }

        return new EffectLog([.. kept], effect.Sequence);
    }

    private static bool Replaces(Effect newer, Effect older) =>
        newer.Kind is EffectKind.Clipboard or EffectKind.UserVariable && newer.Kind == older.Kind
        && string.Equals(newer.Selector, older.Selector, StringComparison.Ordinal);
}
