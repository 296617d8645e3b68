namespace Moshi.Terminal.Delta;

/// <summary>What both ends' models have read before the first delta.</summary>
internal static class DeltaTraining
{
    internal static ReadOnlySpan<byte> Text => ""u8;
}
