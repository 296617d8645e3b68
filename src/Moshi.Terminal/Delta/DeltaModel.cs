using System.Numerics;

namespace Moshi.Terminal.Delta;

/// <summary>
/// Guesses the next bit of a delta from the bytes before it: the probabilities that <see cref="DeltaPacker"/> codes with. Contexts of several lengths and the
/// longest earlier repetition each make a guess; a mixer learns whom to believe. Integers only, so that both ends compute the same on every machine
/// (docs/protocol/screen-delta.md, "Packing").
/// </summary>
internal sealed class DeltaModel
{
    /// <summary>Most bytes that are coded or learned between two resets.</summary>
    internal const int MaxBytes = 60 * 1024;

    private const int SlotBits = 13;
    private const int Slots = 1 << SlotBits;
    private const int Orders = 6;
    private const int Inputs = Orders + 2;
    private const int MatchBits = 13;
    private const int MinMatch = 3;
    private const int MostMatch = 31;
    private const int WeightSets = 256 * 3;
    private const int LearningRate = 16;
    private const int MostCertain = 30;
    private const int MatchMostCertain = 255;
    private const uint FreshSlot = 1u << 31;

    private static readonly short[] s_squash = CreateSquash();
    private static readonly short[] s_stretch = CreateStretch();
    private static readonly int[] s_rates = CreateRates();
    private static readonly DeltaModel s_fresh = CreateFresh();

    private readonly uint[] _slots = new uint[Orders * Slots];
    private readonly int[] _weights = new int[WeightSets * Inputs];
    private readonly uint[] _matchSlots = new uint[2 * (MostMatch + 1)];
    private readonly byte[] _history = new byte[MaxBytes];
    private readonly ushort[] _lastSeen = new ushort[1 << MatchBits];
    private readonly int[] _at = new int[Orders];
    private readonly uint[] _contexts = new uint[Orders];
    private readonly int[] _stretched = new int[Inputs];
    private int _length;
    private uint _recent;
    private uint _older;
    private int _partial = 1;
    private int _match;
    private int _matchLength;
    private int _probability;
    private int _weightsAt;
    private int _matchAt = -1;

    private DeltaModel()
    {
    }

    /// <summary>A model without experience.</summary>
    internal static DeltaModel Create()
    {
        var model = new DeltaModel();
        model.Reset();
        return model;
    }

    /// <summary>Forgets all experience.</summary>
    internal void Reset()
    {
        s_fresh._slots.CopyTo(_slots, 0);
        s_fresh._weights.CopyTo(_weights, 0);
        s_fresh._matchSlots.CopyTo(_matchSlots, 0);
        Array.Clear(_lastSeen);
        _length = 0;
        StartBytes();
    }

    /// <summary>Begins a text: what came before it is no context of its first bytes.</summary>
    internal void StartBytes()
    {
        (_recent, _older, _partial, _matchLength) = (0, 0, 1, 0);
        SelectContexts();
    }

    /// <summary>Probability that the next bit is 1, of 4096; 1 to 4095.</summary>
    internal int Predict()
    {
        int hash = (int)((uint)_partial * 0x9E3779B1u >> (32 - SlotBits));
        for (int order = 0; order < Orders; order++)
        {
            int at = (order << SlotBits) | ((int)_contexts[order] ^ hash) & (Slots - 1);
            _at[order] = at;
            uint slot = _slots[at];
            _stretched[order] = (slot & 0x3FF) == 0 ? 0 : s_stretch[slot >> 20];
        }

        _matchAt = -1;
        _stretched[Orders] = 0;
        if (_matchLength > 0)
        {
            int expected = _history[_match] | 0x100;
            int bits = 32 - BitOperations.LeadingZeroCount((uint)_partial);
            if (expected >> (9 - bits) == _partial)
            {
                _matchAt = (Math.Min(_matchLength, MostMatch) << 1) | ((expected >> (8 - bits)) & 1);
                _stretched[Orders] = s_stretch[_matchSlots[_matchAt] >> 20];
            }
            else
            {
                _matchLength = 0;
            }
        }

        _stretched[Orders + 1] = 256;
        _weightsAt = ((_matchAt < 0 ? 0 : _matchLength < 8 ? 1 : 2) * 256 + _partial) * Inputs;
        long sum = 0;
        for (int input = 0; input < Inputs; input++)
            sum += (long)_weights[_weightsAt + input] * _stretched[input];

        return _probability = Squash((int)(sum >> 16));
    }

    /// <summary>Learns what the bit was that <see cref="Predict"/> was asked for.</summary>
    internal void Update(int bit)
    {
        int error = ((bit << 12) - _probability) * LearningRate;
        for (int input = 0; input < Inputs; input++)
        {
            ref int weight = ref _weights[_weightsAt + input];
            weight += (_stretched[input] * error + 0x8000) >> 16;
        }

        for (int order = 0; order < Orders; order++)
            Learn(ref _slots[_at[order]], bit, MostCertain);

        if (_matchAt >= 0)
            Learn(ref _matchSlots[_matchAt], bit, MatchMostCertain);

        _partial = (_partial << 1) | bit;
        if (_partial >= 256)
            Append((byte)_partial);
    }

    /// <summary>Learns bytes that both ends have: they are neither coded nor sent.</summary>
    internal void Learn(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                Predict();
                Update((value >> bit) & 1);
            }
        }
    }

    private static void Learn(ref uint slot, int bit, int limit)
    {
        int count = (int)(slot & 0x3FF);
        int probability = (int)(slot >> 10);
        int target = bit << 22;
        probability += (int)(((long)(target - probability) * s_rates[count]) >> 16);
        probability = Math.Clamp(probability, 1 << 8, (1 << 22) - (1 << 8));
        slot = ((uint)probability << 10) | (uint)(count < limit ? count + 1 : count);
    }

    private void Append(byte value)
    {
        _history[_length++] = value;
        _older = (_older << 8) | (_recent >> 24);
        _recent = (_recent << 8) | value;
        _partial = 1;
        if (_matchLength > 0 && _history[_match] == value)
        {
            _match++;
            _matchLength++;
        }
        else
        {
            _matchLength = 0;
        }

        int key = (int)((_recent & 0xFFFFFF) * 0x2545F491u >> (32 - MatchBits));
        if (_matchLength == 0)
        {
            _match = _lastSeen[key];
            if (_match > 0)
            {
                while (_matchLength < MostMatch && _match - _matchLength > 0 && _history[_match - 1 - _matchLength] == _history[_length - 1 - _matchLength])
                    _matchLength++;

                _matchLength = _matchLength < MinMatch ? 0 : _matchLength;
            }
        }

        _lastSeen[key] = (ushort)_length;
        SelectContexts();
    }

    private void SelectContexts()
    {
        _contexts[0] = 0;
        _contexts[1] = ((_recent & 0xFF) + 1) * 0x9E3779B1u >> 9;
        _contexts[2] = ((_recent & 0xFFFF) + 0x10001) * 0x85EBCA6Bu >> 9;
        _contexts[3] = ((_recent & 0xFFFFFF) + 0x2000003) * 0xC2B2AE35u >> 9;
        _contexts[4] = (_recent + 0x30000007) * 0x27D4EB2Fu >> 9;
        _contexts[5] = (_recent * 0x165667B1u ^ (((_older & 0xFFFF) + 0x71) * 0x9E3779B1u)) >> 9;
    }

    private static int Squash(int stretched)
    {
        if (stretched > 2047)
            return 4095;

        return stretched < -2047 ? 1 : s_squash[stretched + 2048];
    }

    /// <summary>4096 / (1 + e^(-x/256)) at x = -2048..2047, by interpolation between 33 points.</summary>
    private static short[] CreateSquash()
    {
        ReadOnlySpan<short> points =
        [
            1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
        ];
        short[] table = new short[4096];
        for (int at = 0; at < 4096; at++)
        {
            int weight = at & 127;
            table[at] = (short)Math.Clamp((points[at >> 7] * (128 - weight) + points[(at >> 7) + 1] * weight + 64) >> 7, 1, 4095);
        }

        return table;
    }

    /// <summary>The inverse: ln(p / (1 - p)) in steps of 1/256.</summary>
    private static short[] CreateStretch()
    {
        short[] squash = CreateSquash();
        short[] table = new short[4096];
        int next = 0;
        for (int x = -2047; x <= 2047; x++)
        {
            int value = squash[x + 2048];
            for (; next <= value; next++)
                table[next] = (short)x;
        }

        for (; next < 4096; next++)
            table[next] = 2047;

        return table;
    }

    private static int[] CreateRates()
    {
        int[] rates = new int[1024];
        for (int count = 0; count < rates.Length; count++)
            rates[count] = 65536 * 2 / (2 * count + 3);

        return rates;
    }

    private static DeltaModel CreateFresh()
    {
        var model = new DeltaModel();
        Array.Fill(model._slots, FreshSlot);
        Array.Fill(model._weights, (1 << 16) * 3 / 10);
        for (int at = 0; at < model._matchSlots.Length; at++)
        {
            int length = at >> 1;
            int sure = 4096 - 4096 / (length + 2);
            model._matchSlots[at] = (uint)((at & 1) != 0 ? sure : 4096 - sure) << 20;
        }

        return model;
    }
}
