namespace Moshi.Terminal.Painting;

/// <summary>What terminfo says of the outer terminal, as far as painting asks.</summary>
public sealed record TerminalFacts
{
    /// <summary><c>colors</c>; negative for none.</summary>
    public int Colors { get; init; } = -1;

    /// <summary><c>bce</c></summary>
    public bool BackColorErase { get; init; }

    /// <summary><c>ech</c></summary>
    public bool EraseCharacters { get; init; }

    /// <summary><c>ich</c> and <c>dch</c></summary>
    public bool EditCharacters { get; init; }

    /// <summary><c>il</c> and <c>dl</c></summary>
    public bool EditLines { get; init; }

    /// <summary><c>indn</c> and <c>rin</c></summary>
    public bool ScrollCommands { get; init; }

    /// <summary><c>rep</c></summary>
    public bool Repeats { get; init; }
}
