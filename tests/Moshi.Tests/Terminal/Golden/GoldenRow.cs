namespace Moshi.Tests.Terminal.Golden;

/// <summary>One row as it must look.</summary>
/// <param name="Text">Its text, without blanks at the end.</param>
/// <param name="Styles">A letter per column, without plain columns at the end; null when the case does not say.</param>
internal sealed record GoldenRow(string Text, string? Styles);
