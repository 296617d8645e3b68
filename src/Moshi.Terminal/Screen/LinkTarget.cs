namespace Moshi.Terminal.Screen;

/// <summary>A hyperlink (OSC 8).</summary>
/// <param name="Uri">Where it leads; not checked.</param>
/// <param name="Id">The <c>id</c> parameter, which joins cells that are not adjacent; empty for none.</param>
public sealed record LinkTarget(string Uri, string Id);
