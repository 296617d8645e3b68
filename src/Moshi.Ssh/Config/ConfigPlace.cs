namespace Moshi.Ssh.Config;

/// <summary>Where something is written.</summary>
/// <param name="File">Path as it was opened.</param>
/// <param name="Line">From 1.</param>
public sealed record ConfigPlace(string File, int Line)
{
    /// <summary><c>file:line</c>, as compilers say it.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");
}
