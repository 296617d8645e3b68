namespace Moshi.Ssh.Config;

/// <summary>Whose file is read: that decides which lines concern moshi.</summary>
public enum ConfigDialect
{
    /// <summary>moshi's own file: every line, with or without the prefix <c>Moshi</c>.</summary>
    Moshi,

    /// <summary>One of ssh's files: keywords that begin with <c>Moshi</c>, and lines hidden behind <c>#!!</c>. The rest is ssh's business.</summary>
    Ssh,
}
