using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// xterm's format resources (<c>CSI &gt; Pp ; Pv f</c>) but for formatOtherKeys: keyboard 0, cursor keys 1, function keys 2, keypad 3, modifiers 6, special 7; 0 at
/// first. They are remembered for the program that asks; the keys come from the user's terminal as they come.
/// </summary>
internal struct KeyFormats
{
    private Values _values;

    /// <summary>The value of a resource. Resources and values that do not exist are ignored.</summary>
    internal int this[int resource]
    {
        readonly get => KeyModifiers.Has(resource) ? _values[resource] : 0;
        set
        {
            if (KeyModifiers.Has(resource) && value is >= 0 and <= sbyte.MaxValue)
                _values[resource] = (sbyte)value;
        }
    }

    [InlineArray(KeyModifiers.Resources)]
    private struct Values
    {
        private sbyte _first;
    }
}
