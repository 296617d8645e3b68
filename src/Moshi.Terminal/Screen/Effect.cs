namespace Moshi.Terminal.Screen;

/// <summary>One thing that has to happen once at the user's terminal.</summary>
/// <param name="Sequence">Number of the effect, from 1, without gaps at the host.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Selector">See <see cref="EffectKind"/>.</param>
/// <param name="Payload">UTF-8, see <see cref="EffectKind"/>; free of control characters.</param>
public sealed record Effect(ulong Sequence, EffectKind Kind, string Selector, ReadOnlyMemory<byte> Payload);
