namespace Moshi.Ssh.Bootstrap;

/// <summary>Quotes words for a shell of the Bourne family, for remote commands and ProxyCommand.</summary>
public static class ShellQuote
{
    /// <summary>The word in single quotes; a quote inside leaves them for as long as it takes: <c>'\''</c>.</summary>
    public static string Quote(string word) => "'" + word.Replace("'", @"'\''", StringComparison.Ordinal) + "'";

    /// <summary>The words in quotes, with blanks between them.</summary>
    public static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
