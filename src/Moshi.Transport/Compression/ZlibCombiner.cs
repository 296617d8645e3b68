using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Inflates a zlib stream that has holes with the help of other streams with other holes. They must have been made by the same compressor from data that is alike but for its first bytes
/// and its end, as a peer's repetitions of a message are: then the same literals and matches follow each other in all, although in other codes and so at other
/// places. Each stream is read where it is there, and passed over, symbol by symbol, where it is not.
/// </summary>
/// <remarks>Whether all went together is told by the check sum of the stream that is wanted (RFC 1950 §2.2). Any input is safe, as with <see cref="ZlibDecoder"/>.</remarks>
internal sealed class ZlibCombiner
{
    // Message numbers, lengths, an echo ack that came later: what comes before the part that is alike is shorter than this.
    private const int LongestLead = 64;

    // So many symbols in a row are alike by no accident.
    private const int Likeness = 32;

    private readonly ByteBuffer _output = new();
    private readonly DeflateSymbol[] _head = new DeflateSymbol[LongestLead + Likeness];
    private readonly DeflateSymbol[] _otherHead = new DeflateSymbol[LongestLead + Likeness];

    /// <summary>Inflates <paramref name="streams"/>[<paramref name="wanted"/>]. <paramref name="plain"/> is valid until the next call.</summary>
    public bool TryInflate(ReadOnlySpan<HoledStream> streams, int wanted, int maxBytes, out ReadOnlySpan<byte> plain)
    {
        plain = default;
        _output.Clear();
        HoledStream target = streams[wanted];
        foreach (HoledStream stream in streams)
            stream.Begin();
        bool isFirst = true;
        do
        {
            foreach (HoledStream stream in streams)
                stream.BeginBlock();
            if (isFirst)
                Align(streams, target);
            isFirst = false;
            if (!target.IsAlive || !TryBlock(streams, target, maxBytes))
                return false;
        }
        while (!target.IsLastBlock);
        if (!target.TryReadCheck(out uint check) || check != Adler32.Compute(_output.Written))
            return false;
        plain = _output.Written;
        return true;
    }

    /// <summary>Finds where each stream begins to be like the wanted one, and puts it there.</summary>
    private void Align(ReadOnlySpan<HoledStream> streams, HoledStream target)
    {
        ReadOnlySpan<DeflateSymbol> head = _head.AsSpan(0, target.Peek(_head));
        foreach (HoledStream stream in streams)
        {
            if (stream == target || !stream.IsAlive)
                continue;
            if (TryAlign(head, _otherHead.AsSpan(0, stream.Peek(_otherHead)), out int own, out int others))
            {
                stream.Drop(others);
                stream.Lead = own;
            }
            else
            {
                stream.Abandon();
            }
        }
    }

    private static bool TryAlign(ReadOnlySpan<DeflateSymbol> head, ReadOnlySpan<DeflateSymbol> other, out int own, out int others)
    {
        others = 0;
        for (own = 0; own <= head.Length - Likeness; own++)
        {
            others = other.IndexOf(head.Slice(own, Likeness));
            if (others >= 0)
                return true;
        }
        return false;
    }

    private bool TryBlock(ReadOnlySpan<HoledStream> streams, HoledStream target, int maxBytes)
    {
        while (TryNext(streams, target, out DeflateSymbol symbol))
        {
            if (symbol.IsEndOfBlock)
                return true;
            if (symbol.IsLiteral)
            {
                if (_output.Length >= maxBytes)
                    return false;
                _output.Append((byte)symbol.Code);
                continue;
            }
            if (symbol.Distance > _output.Length || symbol.Length > maxBytes - _output.Length)
                return false;
            _output.AppendCopy(symbol.Distance, symbol.Length);
        }
        return false;
    }

    /// <summary>The next symbol: the wanted stream's own, or that of the first which has it.</summary>
    private static bool TryNext(ReadOnlySpan<HoledStream> streams, HoledStream target, out DeflateSymbol symbol)
    {
        bool isKnown = target.TryDecode(out symbol);
        bool isMissing = !isKnown;
        if (!target.IsAlive)
            return false;
        Span<bool> lacks = stackalloc bool[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            HoledStream stream = streams[i];
            if (stream == target || !stream.IsAlive)
                continue;
            if (stream.Lead > 0)
            {
                stream.Lead--;
                continue;
            }
            if (!stream.TryDecode(out DeflateSymbol own))
            {
                lacks[i] = stream.IsAlive;
                continue;
            }
            if (!isKnown)
                (symbol, isKnown) = (own, true);
            else if (own != symbol)
                stream.Abandon();
        }
        if (!isKnown)
            return false;
        if (isMissing)
            target.Skip(symbol);
        for (int i = 0; i < streams.Length; i++)
        {
            if (lacks[i])
                streams[i].Skip(symbol);
        }
        return target.IsAlive;
    }
}
