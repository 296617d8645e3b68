using Moshi.Transport.Frames;

namespace Moshi.Transport.Sync;

/// <summary>SplitMix64: cheap noise that hides lengths inside sealed packets. Not for keys.</summary>
internal struct ChaffSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Fills 0 to so many bytes and returns how many.</summary>
    public int Next(Span<byte> chaff, int longest)
    {
        int length = (int)(NextWord() % (ulong)(longest + 1));
        for (int at = 0; at < length; at += 8)
        {
            ulong word = NextWord();
            for (int i = at; i < Math.Min(at + 8, length); i++, word >>= 8)
                chaff[i] = (byte)word;
        }
        return length;
    }

    /// <summary>A connection id: 21 bits, not 0.</summary>
    public uint NextId()
    {
        uint id;
        do
            id = (uint)NextWord() & FrameNonce.MaxConnectionId;
        while (id == 0);
        return id;
    }

    /// <summary>64 bits.</summary>
    public ulong NextWord()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
