using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Inflates a zlib stream that has holes with the help of other streams with other holes. They must have been made by the same compressor from data that is alike but for single bytes
/// and for its end, as a peer's repetitions of a message are: then the same literals and matches follow each other in all, although in other codes and so at other
/// places. Each stream is read where it is there, and passed over, symbol by symbol, where it is not.
/// </summary>
/// <remarks>Whether all went together is told by the check sum of the stream that is wanted (RFC 1950 §2.2). Any input is safe, as with <see cref="ZlibDecoder"/>.</remarks>
internal sealed class ZlibCombiner
{
    // State numbers differ from one repetition to the next. More than this is another picture.
    private const int MaxOtherLiterals = 64;

    private readonly ByteBuffer _output = new();

    /// <summary>Inflates <paramref name="streams"/>[<paramref name="wanted"/>]. <paramref name="plain"/> is valid until the next call.</summary>
    public bool TryInflate(ReadOnlySpan<HoledStream> streams, int wanted, int maxBytes, out ReadOnlySpan<byte> plain)
    {
        plain = default;
        _output.Clear();
        var target = streams[wanted];
        foreach (var stream in streams)
            stream.Begin();
        do
        {
            foreach (var stream in streams)
                stream.BeginBlock();
            if (!target.IsAlive || !TryBlock(streams, target, maxBytes))
                return false;
        }
        while (!target.IsLastBlock);
        if (!target.TryReadCheck(out var check) || check != Adler32.Compute(_output.Written))
            return false;
        plain = _output.Written;
        return true;
    }

    private bool TryBlock(ReadOnlySpan<HoledStream> streams, HoledStream target, int maxBytes)
    {
        var others = 0;
        while (TryNext(streams, target, ref others, out var symbol))
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
    private static bool TryNext(ReadOnlySpan<HoledStream> streams, HoledStream target, ref int otherLiterals, out DeflateSymbol symbol)
    {
        var isKnown = target.TryDecode(out symbol);
        var isMissing = !isKnown;
        if (!target.IsAlive)
            return false;
        Span<bool> waits = stackalloc bool[streams.Length];
        for (var i = 0; i < streams.Length; i++)
        {
            var stream = streams[i];
            if (stream == target || !stream.IsAlive)
                continue;
            if (!stream.TryDecode(out var own))
            {
                waits[i] = stream.IsAlive;
                continue;
            }
            if (!isKnown)
                (symbol, isKnown) = (own, true);
            else if (own != symbol && (!own.IsLiteral || !symbol.IsLiteral || ++otherLiterals > MaxOtherLiterals))
                stream.Abandon();
        }
        if (!isKnown)
            return false;
        if (isMissing)
            target.Skip(symbol);
        for (var i = 0; i < streams.Length; i++)
        {
            if (waits[i])
                streams[i].Skip(symbol);
        }
        return target.IsAlive;
    }
}
