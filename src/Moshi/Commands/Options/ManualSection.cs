namespace Moshi.Commands.Options;

/// <summary>A titled part of a manual page.</summary>
/// <param name="Title">In capitals, as manual pages have it.</param>
/// <param name="Blocks">Paragraphs and items in order.</param>
public sealed record ManualSection(string Title, params ManualBlock[] Blocks);
