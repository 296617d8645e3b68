namespace Moshi.Terminal.Unicode;

/// <summary>How many columns text takes: by whose rules.</summary>
public enum WidthPolicy : byte
{
    /// <summary>Grapheme clusters share cells, one or two columns each (DEC mode 2027 set). The default between our own peers.</summary>
    Graphemes,

    /// <summary>Every code point has its own columns, of the same Unicode version; marks go to the cell before them (mode 2027 reset).</summary>
    CodePoints,

    /// <summary>As <see cref="CodePoints"/>, by the table of glibc 2.36 that mosh 1.4 peers use (mosh-protocol §8.4).</summary>
    Stock,
}
