using Moshi.Terminal.Parsing;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>SO, SI, LS2, LS3: the set that printable codes select from.</summary>
    private void LockCharacterSet(byte index)
    {
        _characterSets.Locked = index;
        UpdatePrinting();
    }

    /// <summary>SS2, SS3: the same for one character.</summary>
    private void ShiftOnce(byte index)
    {
        _characterSets.Single = index;
        UpdatePrinting();
    }

    /// <summary>SCS. Sets of 96 characters are for codes above 0x9F, which UTF-8 does not have; a set that is not known is taken for ASCII.</summary>
    private void DesignateCharacterSet(in EscapeSequence sequence)
    {
        int shift = 0;
        while (sequence.Collected >> shift > 0xFF)
            shift += 8;

        int index = (int)(sequence.Collected >> shift) switch
        {
            '(' => 0,
            ')' => 1,
            '*' => 2,
            '+' => 3,
            '-' => 1,
            '.' => 2,
            '/' => 3,
            _ => -1,
        };
        bool is96 = (int)(sequence.Collected >> shift) is '-' or '.' or '/';
        if (index < 0)
            return;

        ulong rest = sequence.Collected & ((1UL << shift) - 1);
        bool isKnown = CharacterSets.TryFind(rest, sequence.Final, out CharacterSet set);
        _characterSets[index] = isKnown && !is96 ? set : CharacterSet.Ascii;
        UpdatePrinting();
    }
}
