namespace Moshi.Transport.Compression;

/// <summary>One literal, one match, or the end of a block (RFC 1951 §3.2.3).</summary>
/// <param name="Code">0 to 255: a literal; 256: the end of the block; above: a length code.</param>
/// <param name="Length">Bytes of a match.</param>
/// <param name="DistanceCode">The code of its distance.</param>
/// <param name="Distance">How far back it begins.</param>
internal readonly record struct DeflateSymbol(int Code, int Length, int DistanceCode, int Distance)
{
    public const int EndOfBlock = 256;

    /// <summary>Most bits that one can take: two codes of 15, and 5 and 13 bits beside them.</summary>
    public const int MaxBits = 48;

    public bool IsLiteral => Code < EndOfBlock;

    public bool IsEndOfBlock => Code == EndOfBlock;
}
