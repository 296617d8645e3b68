namespace Moshi.Ssh.Config;

/// <summary>A keyword of moshi with its arguments, found in a part of a file that applies.</summary>
/// <param name="Keyword">As written, without the prefix <c>Moshi</c>.</param>
/// <param name="Arguments">Without quotes; tokens not replaced.</param>
/// <param name="Place">Where.</param>
public sealed record ConfigEntry(string Keyword, IReadOnlyList<string> Arguments, ConfigPlace Place);
