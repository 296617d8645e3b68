using System.Runtime.InteropServices;

namespace Moshi.Terminal.Emulation;

/// <summary>The designated sets G0-G3, which of them is in use, and a pending single shift. <c>default</c>: ASCII everywhere, G0 in use.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct CharacterSetState
{
    private CharacterSet _g0;
    private CharacterSet _g1;
    private CharacterSet _g2;
    private CharacterSet _g3;

    /// <summary>Index of the set that the codes 0x20-0x7E select from.</summary>
    internal byte Locked { get; set; }

    /// <summary>2 or 3 after SS2 or SS3, for one character; else 0.</summary>
    internal byte Single { get; set; }

    /// <summary>True when printable codes are ASCII characters.</summary>
    internal readonly bool IsPlain => Single == 0 && this[Locked] == CharacterSet.Ascii;

    /// <summary>The set that the next character is from.</summary>
    internal readonly CharacterSet Current => this[Single == 0 ? Locked : Single];

    internal CharacterSet this[int index]
    {
        readonly get => index switch { 0 => _g0, 1 => _g1, 2 => _g2, _ => _g3 };
        set
        {
            switch (index)
            {
                case 0:
                    _g0 = value;
                    break;
                case 1:
                    _g1 = value;
                    break;
                case 2:
                    _g2 = value;
                    break;
                default:
                    _g3 = value;
                    break;
            }
        }
    }
}
