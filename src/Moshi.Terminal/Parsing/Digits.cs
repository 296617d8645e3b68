using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Parsing;

/// <summary>Short numbers in text that is at hand as a word, first character in the lowest byte: for the loops that read the parameters of one control function by themselves.</summary>
internal static class Digits
{
    /// <summary>The number of up to three digits at the beginning; 0 when there is none. A fourth digit is for the caller to find.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint NumberOf(uint text, out int length)
    {
        // By branches, which are foreseen: so the next number need not wait for the length of this one.
        uint first = (text & 0xFF) - '0';
        uint second = ((text >> 8) & 0xFF) - '0';
        uint third = ((text >> 16) & 0xFF) - '0';
        if (first > 9)
        {
            length = 0;
            return 0;
        }

        if (second > 9)
        {
            length = 1;
            return first;
        }

        length = third > 9 ? 2 : 3;
        return third > 9 ? (first * 10) + second : (first * 100) + (second * 10) + third;
    }
}
