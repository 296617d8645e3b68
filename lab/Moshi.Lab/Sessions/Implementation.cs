namespace Moshi.Lab.Sessions;

/// <summary>Whose programs stand at an end.</summary>
public enum Implementation
{
    /// <summary>The stock mosh of this machine.</summary>
    Stock,

    /// <summary>The programs of this tree, from <c>out/</c>.</summary>
    Ours,
}
