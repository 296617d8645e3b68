namespace Moshi.Lab.Screens;

/// <summary>Size of a terminal in cells.</summary>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>80 columns by 24 rows, what a server assumes when nobody told it more.</summary>
    public static TerminalSize Standard { get; } = new(80, 24);

    /// <inheritdoc/>
    public override string ToString() => $"{Columns}x{Rows}";
}
