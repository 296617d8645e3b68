namespace Moshi.Ssh.Config;

/// <summary>Something that is wrong with a configuration, and how to mend it. None of them keeps a session from starting.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">What is wrong and what to write instead.</param>
public sealed record ConfigRemark(ConfigPlace Place, string Text)
{
    /// <summary>As a compiler says it.</summary>
    public override string ToString() => $"{Place}: {Text}";
}
