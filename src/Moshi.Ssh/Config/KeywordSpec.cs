namespace Moshi.Ssh.Config;

/// <summary>One keyword of moshi: its name, what may stand behind it, and what it means. The manual moshi_config(5) is made from these.</summary>
public sealed class KeywordSpec
{
    internal KeywordSpec(string name, string values, string defaultValue, string manual, Func<string, string?> check)
    {
        Name = name;
        Values = values;
        DefaultValue = defaultValue;
        Manual = manual;
        Check = check;
    }

    /// <summary>Without the prefix <c>Moshi</c> that it has in ssh's files.</summary>
    public string Name { get; }

    /// <summary>What may stand behind it, for people.</summary>
    public string Values { get; }

    /// <summary>What holds when nothing is said; empty for none.</summary>
    public string DefaultValue { get; }

    /// <summary>What it does.</summary>
    public string Manual { get; }

    /// <summary>True for a keyword whose whole rest of line is one value, such as a command.</summary>
    public bool TakesRestOfLine { get; internal init; }

    /// <summary>True for a keyword that is read and checked, so that files may hold it already, while what it is about is not there yet. Whoever sets it is told so.</summary>
    public bool HasNoEffectYet { get; internal init; }

    /// <summary>What is wrong with a value and what to write instead, or null when it is good.</summary>
    public Func<string, string?> Check { get; }
}
