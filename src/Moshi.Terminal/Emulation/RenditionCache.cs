using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// What short SGR sequences made of the pen lately: programs say the same few of them all the time, and to look one up by its text costs a quarter of reading it. For pens of
/// palette colours and attributes, before and after, whose packed ids say all about them and never lose their meaning (<see cref="Style.TryPack"/>). Made on first use;
/// <c>default</c> is empty.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct RenditionCache
{
    private const int IndexBits = 7;

    private Entry[]? _entries;

    /// <summary>True for the ids of pens that can be remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPacked(int penId) => penId == 0 || (penId > 0 && (penId & Style.PackedBit) != 0);

    /// <summary>The pen after a sequence.</summary>
    /// <param name="text">See <see cref="Parsing.ControlSequence.ShortText"/>; not 0.</param>
    /// <param name="before">Packed id of the pen before it.</param>
    /// <param name="after">Packed id of the pen after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool TryFind(ulong text, int before, out int after)
    {
        Entry[]? entries = _entries;
        uint index = IndexOf(text, before);
        if (entries is not null && index < (uint)entries.Length && entries[index].Before == before && entries[index].Text == text)
        {
            after = entries[index].After;
            return true;
        }

        after = 0;
        return false;
    }

    /// <summary>Remembers a sequence in place of another.</summary>
    internal void Add(ulong text, int before, int after)
    {
        _entries ??= new Entry[1 << IndexBits];
        _entries[IndexOf(text, before)] = new Entry(text, before, after);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint IndexOf(ulong text, int before)
    {
        // The byte that tells colours apart is the last one of the text or of the id.
        ulong mixed = (text ^ ((ulong)(uint)before << 23)) * 0x9E3779B97F4A7C15;
        return (uint)((mixed ^ (mixed >> 32)) * 0xBF58476D1CE4E5B9 >> (64 - IndexBits));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(ulong Text, int Before, int After);
}
