namespace Moshi.Terminal.Prediction;

/// <summary>The guess about where the cursor will be. Used by the engine only.</summary>
internal readonly record struct PredictedCursor(int Row, int Column, ulong Expiration, ulong Epoch);
