using Moshi.Terminal.Unicode;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>One case of a <c>.golden</c> file: what is fed to a terminal, and what must be seen then. <c>tests/golden/README.md</c> has the format.</summary>
internal sealed class GoldenCase(string file, int line, string name)
{
    internal string File { get; } = file;

    internal int Line { get; } = line;

    internal string Name { get; } = name;

    internal int Columns { get; set; } = 20;

    internal int Rows { get; set; } = 5;

    internal WidthPolicy WidthPolicy { get; set; } = WidthPolicy.Graphemes;

    internal AmbiguousWidth AmbiguousWidth { get; set; } = AmbiguousWidth.Narrow;

    /// <summary>Why the case is known to fail today; null when it must hold.</summary>
    internal string? Pending { get; set; }

    /// <summary>What happens, in order: bytes, or a new size.</summary>
    internal List<GoldenStep> Steps { get; } = [];

    /// <summary>Rows from the top; those that are not listed must be blank. Null: the screen is not looked at.</summary>
    internal List<GoldenRow>? Screen { get; set; }

    /// <summary>Letters of the style maps and what they stand for.</summary>
    internal Dictionary<char, string> Legend { get; } = [];

    /// <summary>Everything else that must hold: a word (<c>cursor</c>, <c>title</c>, ...) and its value as written.</summary>
    internal List<(string Word, string Value)> Facts { get; } = [];

    /// <summary>True when any row has a style map; rows without one must then be plain.</summary>
    internal bool ChecksStyles => Screen is not null && Screen.Exists(row => row.Styles is not null);

    public override string ToString() => $"{File}:{Line} {Name}";
}
