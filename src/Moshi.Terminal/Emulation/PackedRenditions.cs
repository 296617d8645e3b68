using System.Buffers.Binary;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Reads SGR sequences straight into the packed id of a pen (<see cref="Style.TryPack"/>), in which colours of the palette and attributes are a few bits: what programs say all the time, for
/// each cell if need be. Made from <see cref="Renditions"/>, which is asked once what each code does to a pen; whatever is not in that form is left to it.
/// </summary>
internal sealed class PackedRenditions
{
    private const int Codes = 108;
    private const int Foreground = 38;
    private const int Background = 48;
    private const int UnderlineColor = 58;

    /// <summary>Longest parameter text: within every limit of the parser, even if each character is a separator.</summary>
    private const int MaxTextBytes = 100;

    // What comes before an index of the palette: 38;5; or 48;5;.
    private const int PaletteBytes = 5;
    private const ulong PaletteWord = 0x3B_353B_3800;
    private const ulong PaletteMask = 0xFF_FFFF_FF00;

    private static PackedRenditions? s_shared;

    // By the code: the bits that it keeps, and above them those that it sets. 0 for what cannot be packed; every other code keeps the protection.
    private readonly ulong[] _effects = new ulong[Codes];

    private PackedRenditions()
    {
        var everything = Style.FromPacked(~0 & (Style.PackedBit - 1));
        for (int code = 0; code < Codes; code++)
        {
            bool isPacked = code is not (Foreground or Background or UnderlineColor) & Renditions.Apply(default, code).TryPack(out int set) & Renditions.Apply(everything, code).TryPack(out int kept);
            _effects[code] = isPacked ? BitsOf(kept) | ((ulong)BitsOf(set) << 32) : 0;
        }
    }

    /// <summary>Safe to call from several threads: they make equal ones.</summary>
    internal static PackedRenditions Shared => s_shared ??= new PackedRenditions();

    /// <summary>
    /// Reads a sequence from behind its CSI. Returns where it ends; 0, and the pen is as before, when it is something else than an SGR of this form, or too near to the end of the text.
    /// </summary>
    internal int Read(ReadOnlySpan<byte> text, int at, ref int pen)
    {
        ulong[] effects = _effects;
        int limit = at + MaxTextBytes;
        uint bits = BitsOf(pen);
        while (text.Length - at > PaletteBytes + sizeof(uint))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            uint digits = (uint)word;
            bool isPalette = (word & PaletteMask) == PaletteWord && (byte)word is (byte)'3' or (byte)'4';
            if (isPalette)
            {
                at += PaletteBytes;
                digits = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
            }

            uint number = Digits.NumberOf(digits, out int length);
            uint end = (digits >> (8 * length)) & 0xFF;
            at += length + 1;
            if (isPalette)
            {
                if (length == 0 || number > 255)
                    return 0;

                int shift = (byte)word == '3' ? 0 : Style.PackedColorBits;
                bits = (bits & ~(Style.PackedColorMask << shift)) | ((Style.PackedTag | number) << shift);
            }
            else if (number < (uint)effects.Length && effects[number] is var effect and not 0)
            {
                bits = (bits & (uint)effect) | (uint)(effect >> 32);
            }
            else
            {
                return 0;
            }

            if (end == 'm' && at <= limit)
            {
                pen = bits == 0 ? 0 : (int)bits | Style.PackedBit;
                return at;
            }

            if (end != ';')
                return 0;
        }

        return 0;
    }

    private static uint BitsOf(int id) => (uint)(id & ~Style.PackedBit);
}
