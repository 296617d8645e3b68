namespace Moshi.Ssh.Config;

/// <summary>The value that holds for a keyword.</summary>
/// <param name="Keyword">Which.</param>
/// <param name="Value">Tokens not replaced.</param>
/// <param name="Place">Where it is written; null for the default.</param>
public sealed record Setting(KeywordSpec Keyword, string Value, ConfigPlace? Place);
