namespace Moshi.Transport.Sync;

/// <summary>Columns and rows of a terminal window, as the two resize messages carry it.</summary>
public readonly record struct WindowSize(int Columns, int Rows)
{
    /// <summary>Largest value of either dimension that is believed: enough for a 4 K screen in a 4-pixel font, and a bound on memory.</summary>
    public const int Maximum = 1000;

    /// <summary>1 to <see cref="Maximum"/> each way. A stock peer aborts on zero.</summary>
    public bool IsValid => Columns is >= 1 and <= Maximum && Rows is >= 1 and <= Maximum;

    /// <summary>The nearest valid size.</summary>
    public WindowSize Clamp() => new(Math.Clamp(Columns, 1, Maximum), Math.Clamp(Rows, 1, Maximum));
}
