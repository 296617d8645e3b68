namespace Moshi.Terminal.Screen;

/// <summary>
/// The newest once-only effects of a session, immutable. It is part of the picture: whoever shows pictures remembers the number of the last effect that
/// it performed and performs those above it, so each happens exactly once, whatever states were lost or skipped on the way.
/// </summary>
/// <remarks>
/// A newer value of a variable replaces the older one, and a newer clipboard an older one of the same selection when either is longer than
/// <see cref="SmallClipboardBytes"/>: a clipboard manager keeps what was copied in between, but many large texts would be sent again and again. Beyond <see cref="MaxEffects"/> the
/// oldest of the most numerous kind goes: copies that a newer one follows, notifications, or variables; never the newest of all.
/// </remarks>
public sealed class EffectLog
{
    /// <summary>Most effects that are kept.</summary>
    public const int MaxEffects = 32;

    /// <summary>Clipboard texts up to this length, in bytes of base64, are all delivered.</summary>
    public const int SmallClipboardBytes = 2048;

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
            return this;

        var kept = new List<Effect>(MaxEffects + 1);
        foreach (Effect earlier in _effects)
        {
            if (!Replaces(effect, earlier))
                kept.Add(earlier);
        }

        kept.Add(effect);
        if (kept.Count > MaxEffects)
            kept.RemoveAt(Expendable(kept));

        return new EffectLog([.. kept], effect.Sequence);
    }

    /// <summary>A flood of one kind must not push out another, nor one kind that fills the log keep out all others.</summary>
    private static int Expendable(List<Effect> effects)
    {
        Span<int> counts = stackalloc int[GroupCount];
        Span<int> oldest = stackalloc int[GroupCount];
        counts.Clear();
        for (int i = effects.Count - 2; i >= 0; i--)
        {
            int group = GroupOf(effects[i].Kind);
            if (effects[i].Kind != EffectKind.Clipboard || effects.FindIndex(i + 1, one => IsSameThing(effects[i], one)) >= 0)
            {
                counts[group]++;
                oldest[group] = i;
            }
        }

        int newest = GroupOf(effects[^1].Kind);
        int chosen = newest;
        for (int group = 0; group < GroupCount; group++)
            chosen = counts[group] + (group == newest ? 1 : 0) > counts[chosen] + (chosen == newest ? 1 : 0) ? group : chosen;

        return counts[chosen] == 0 ? 0 : oldest[chosen];
    }

    private const int GroupCount = 3;

    private static int GroupOf(EffectKind kind) => kind switch
    {
        EffectKind.Clipboard => 0,
        EffectKind.UserVariable => 1,
        _ => 2,
    };

    private static bool IsSameThing(Effect one, Effect other) => one.Kind == other.Kind && string.Equals(one.Selector, other.Selector, StringComparison.Ordinal);

    private static bool Replaces(Effect newer, Effect older) =>
        IsSameThing(newer, older) && newer.Kind switch
        {
            EffectKind.UserVariable => true,
            EffectKind.Clipboard => newer.Payload.Length > SmallClipboardBytes || older.Payload.Length > SmallClipboardBytes,
            _ => false,
        };
}
