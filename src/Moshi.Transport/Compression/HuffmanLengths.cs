using System.Diagnostics;

namespace Moshi.Transport.Compression;

/// <summary>Finds the code that says given symbols in the fewest bits, no code word being longer than allowed (RFC 1951 §3.2.2). Used again and again; no allocation.</summary>
/// <param name="symbols">Most symbols.</param>
/// <param name="limit">Longest code word, in bits.</param>
public sealed class HuffmanLengths(int symbols, int limit)
{
    private readonly int[] _order = new int[symbols];
    private readonly int[] _weights = new int[2 * symbols];
    private readonly int[] _parents = new int[2 * symbols];
    private readonly byte[] _lengths = new byte[symbols];
    private readonly ushort[] _codes = new ushort[symbols];

    /// <summary>Length of each symbol's code word; 0 where it has none.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Code words, as they go into the stream: first bit lowest.</summary>
    public ReadOnlySpan<ushort> Codes => _codes;

    /// <summary>How often each symbol comes; to be filled in before <see cref="Build"/>, which leaves it as it is but for symbols that are added to make two.</summary>
    public int[] Counts { get; } = new int[symbols];

    /// <summary>Works out lengths and code words. The code is complete, as inflaters demand: where fewer than two symbols come, others get a code word that is never used.</summary>
    public void Build()
    {
        int count = Sort();
        for (int symbol = 0; count < 2; symbol++)
        {
            if (Counts[symbol] != 0)
                continue;
            Counts[symbol] = 1;
            count = Sort();
        }
        Array.Clear(_lengths);
        FindDepths(count);
        FitInto(count);
        AssignCodes();
    }

    // Symbols that come, the rarest first.
    private int Sort()
    {
        int count = 0;
        for (int symbol = 0; symbol < symbols; symbol++)
        {
            if (Counts[symbol] == 0)
                continue;
            _order[count] = symbol;
            _weights[count++] = Counts[symbol];
        }
        _weights.AsSpan(0, count).Sort(_order.AsSpan(0, count));
        return count;
    }

    // The two lightest trees become one, until there is one. Those made here come in the order of their weights, so two queues are enough.
    private void FindDepths(int count)
    {
        (int leaf, int tree) = (0, count);
        for (int next = count; next < 2 * count - 1; next++)
        {
            int weight = 0;
            for (int child = 0; child < 2; child++)
            {
                int lightest = leaf < count && (tree == next || _weights[leaf] <= _weights[tree]) ? leaf++ : tree++;
                weight += _weights[lightest];
                _parents[lightest] = next;
            }
            _weights[next] = weight;
        }
        // From here on the weights of trees are their depths.
        _weights[2 * count - 2] = 0;
        for (int node = 2 * count - 3; node >= 0; node--)
        {
            _weights[node] = _weights[_parents[node]] + 1;
            if (node < count)
                _lengths[_order[node]] = (byte)Math.Min(_weights[node], limit);
        }
    }

    // Words that were cut to the limit take more room than there is; others become longer for it, the rarest first, and what is then left over is given back.
    private void FitInto(int count)
    {
        int room = 1 << limit;
        int taken = 0;
        for (int i = 0; i < count; i++)
            taken += 1 << (limit - _lengths[_order[i]]);
        for (int i = 0; taken > room; i = i + 1 == count ? 0 : i + 1)
        {
            ref byte length = ref _lengths[_order[i]];
            if (length == limit)
                continue;
            taken -= 1 << (limit - ++length);
        }
        // The shortest step that is possible divides what is left over, so this ends.
        for (int i = count - 1; taken < room; i = i == 0 ? count - 1 : i - 1)
        {
            ref byte length = ref _lengths[_order[i]];
            while (length > 1 && taken + (1 << (limit - length)) <= room)
                taken += 1 << (limit - length--);
        }
        Debug.Assert(taken == room, "A code must be complete.");
    }

    private void AssignCodes()
    {
        Span<int> next = stackalloc int[limit + 2];
        next.Clear();
        foreach (byte length in _lengths)
            next[length + 1] += length == 0 ? 0 : 1;
        for (int length = 1; length <= limit; length++)
            next[length] = (next[length] + next[length - 1]) << 1;
        for (int symbol = 0; symbol < symbols; symbol++)
        {
            byte length = _lengths[symbol];
            _codes[symbol] = length == 0 ? (ushort)0 : (ushort)HuffmanTable.Reverse(next[length]++, length);
        }
    }
}
