namespace Moshi.Tests.Terminal.Golden;

/// <summary>One thing that happens to the terminal.</summary>
/// <param name="Bytes">Output of the program; empty for a resize.</param>
/// <param name="Columns">The new size, or 0.</param>
/// <param name="Rows">The new size, or 0.</param>
internal sealed record GoldenStep(byte[] Bytes, int Columns = 0, int Rows = 0);
