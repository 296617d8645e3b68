namespace Moshi.Transport.Compression;

/// <summary>The tables of RFC 1951 §3.2.5 and §3.2.7.</summary>
internal static class DeflateCodes
{
    /// <summary>Shortest match of length codes 257 to 285. (An array: unoptimised code allocates for each look at a span of these.)</summary>
    public static readonly ushort[] LengthBase =
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>Bits that follow a length code.</summary>
    public static ReadOnlySpan<byte> LengthExtra => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Smallest distance of codes 0 to 29.</summary>
    public static readonly ushort[] DistanceBase =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    /// <summary>Bits that follow a distance code.</summary>
    public static ReadOnlySpan<byte> DistanceExtra =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The order in which the lengths of the code-length code come.</summary>
    public static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>The length code (0 for code 257) of a match of 3 to 258 bytes.</summary>
    public static int LengthCode(int length)
    {
        int code = LengthBase.Length - 1;
        while (LengthBase[code] > length)
            code--;
        return code;
    }

    /// <summary>The distance code of a distance from 1 to 32,768.</summary>
    public static int DistanceCode(int distance)
    {
        int code = DistanceBase.Length - 1;
        while (DistanceBase[code] > distance)
            code--;
        return code;
    }
}
