namespace Moshi.Ssh.Config;

/// <summary>The files that configuration is read from; the program gives the real ones, tests give texts.</summary>
public interface IConfigFiles
{
    /// <summary>The whole text of a file, or null when it does not exist or may not be read.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="problem">Why a file that exists was refused, in words, with the command that mends it; else null.</param>
    string? Read(string path, out string? problem);

    /// <summary>The files that match a glob (<c>*</c>, <c>?</c>, <c>[]</c>) in lexical order; none when there are none.</summary>
    /// <param name="pattern">Absolute.</param>
    IReadOnlyList<string> Expand(string pattern);
}
