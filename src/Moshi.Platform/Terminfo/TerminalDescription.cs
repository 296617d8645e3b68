namespace Moshi.Platform.Terminfo;

/// <summary>What the terminal of a name ($TERM) can do, from the terminfo database of this machine.</summary>
public sealed class TerminalDescription
{
    private readonly bool[] _flags;
    private readonly int[] _numbers;
    private readonly byte[]?[] _texts;

    internal TerminalDescription(string names, bool[] flags, int[] numbers, byte[]?[] texts)
    {
        Names = names;
        _flags = flags;
        _numbers = numbers;
        _texts = texts;
    }

    /// <summary>The entry's own header: names and description, separated by '|'.</summary>
    public string Names { get; }

    /// <summary>terminfo "colors"; -1 when the terminal has none. What `mosh-client -c` prints.</summary>
    public int Colors => Number(TerminfoNumber.MaxColors);

    /// <summary>bce.</summary>
    public bool HasBackColorErase => Has(TerminfoBoolean.BackColorErase);

    /// <summary>
    /// Finds and reads the description. False with a sentence for the user when there is none or it cannot be used; a damaged file counts
    /// as absent and never throws.
    /// </summary>
    public static bool TryLoad(string? name, out TerminalDescription? description, out string? error) =>
        TerminfoDatabase.FromEnvironment().TryLoad(name, out description, out error);

    public bool Has(TerminfoBoolean flag) => (uint)flag < (uint)_flags.Length && _flags[(int)flag];

    /// <summary>-1 when absent, as tigetnum(3).</summary>
    public int Number(TerminfoNumber number) => (uint)number < (uint)_numbers.Length ? _numbers[(int)number] : -1;

    public bool Has(TerminfoText text) => (uint)text < (uint)_texts.Length && _texts[(int)text] is not null;

    /// <summary>
    /// The bytes of a capability without its padding marks ("$&lt;5&gt;", meant for terminals on slow lines), parameters not filled in; empty when absent.
    /// </summary>
    public ReadOnlySpan<byte> Text(TerminfoText text) => Has(text) ? _texts[(int)text] : default;
}
