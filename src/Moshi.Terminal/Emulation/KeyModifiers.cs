using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// xterm's modifier resources (<c>CSI &gt; Pp ; Pv m</c>) but for modifyOtherKeys: keyboard 0, cursor keys 1, function keys 2, keypad 3, modifiers 6, special 7.
/// They are remembered for the program that asks; the keys come from the user's terminal as they come.
/// </summary>
internal struct KeyModifiers
{
    internal const int Resources = 8;

    private Values _offsets;

    /// <summary>The value of a resource; -1 means disabled. Setting -1 does so, and unknown resources are ignored.</summary>
    internal int this[int resource]
    {
        readonly get => Has(resource) ? Default(resource) + _offsets[resource] : -1;
        set
        {
            if (Has(resource) && value <= sbyte.MaxValue / 2)
                _offsets[resource] = (sbyte)(value - Default(resource));
        }
    }

    /// <summary>True for a resource that exists.</summary>
    internal static bool Has(int resource) => resource is >= 0 and < Resources and not (4 or 5);

    private static int Default(int resource) => resource is 1 or 2 ? 2 : 0;

    // Relative to the defaults, so that default(KeyModifiers) is the state after a reset.
    [InlineArray(Resources)]
    private struct Values
    {
        private sbyte _first;
    }
}
