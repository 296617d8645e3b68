namespace Moshi.Transport.Frames;

/// <summary>
/// Which of the last <see cref="Size"/> packet numbers have arrived: refuses repeats and what is older, and is what acknowledgements are written from. One window serves all key phases, since packet numbers
/// go on over them. 256 bytes.
/// </summary>
public sealed class ReplayWindow
{
    /// <summary>Packet numbers remembered.</summary>
    public const int Size = 2048;

    private readonly ulong[] _seen = new ulong[Size / 64];

    /// <summary>True once a packet was noted.</summary>
    public bool HasAny { get; private set; }

    /// <summary>The highest number noted.</summary>
    public ulong Highest { get; private set; }

    /// <summary>False for a number that is noted, or so old that nobody knows.</summary>
    public bool IsNew(ulong number) => !HasAny || number > Highest || (Highest - number < Size && !Has(number));

    /// <summary>Notes an authentic packet.</summary>
    public void Note(ulong number)
    {
        if (!HasAny || number > Highest)
        {
            ulong distance = HasAny ? number - Highest : Size;
            if (distance >= Size)
            {
                Array.Clear(_seen);
            }
            else
            {
                for (ulong passed = Highest + 1; passed < number; passed++)
                    Word(passed) &= ~Bit(passed);
            }

            HasAny = true;
            Highest = number;
        }
        else if (Highest - number >= Size)
        {
            return;
        }

        Word(number) |= Bit(number);
    }

    /// <summary>The lowest number of the unbroken run that ends at <paramref name="high"/>, not below <paramref name="floor"/>.</summary>
    internal ulong RunStart(ulong high, ulong floor)
    {
        ulong low = high;
        while (low > floor && Highest - (low - 1) < Size && Has(low - 1))
            low--;
        return low;
    }

    /// <summary>The next number below a run that has arrived.</summary>
    internal bool TryFindBelow(ulong low, ulong floor, out ulong high)
    {
        for (high = low; high > floor && Highest - (high - 1) < Size;)
        {
            high--;
            if (Has(high))
                return true;
        }

        return false;
    }

    private bool Has(ulong number) => (Word(number) & Bit(number)) != 0;

    private ref ulong Word(ulong number) => ref _seen[number % Size / 64];

    private static ulong Bit(ulong number) => 1UL << (int)(number % 64);
}
