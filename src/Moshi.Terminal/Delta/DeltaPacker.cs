namespace Moshi.Terminal.Delta;

/// <summary>
/// Packs deltas by arithmetic coding with the guesses of a <see cref="DeltaModel"/> that has read what both ends have: the picture that the delta starts
/// from.
/// </summary>
internal sealed class DeltaPacker
{
    private readonly DeltaModel _model = DeltaModel.Create();

    /// <summary>Appends the packed bytes to a buffer.</summary>
    internal void Pack(ReadOnlySpan<byte> context, ReadOnlySpan<byte> plain, DeltaBuffer packed)
    {
        Prepare(context);
        uint low = 0;
        uint high = uint.MaxValue;
        foreach (byte value in plain)
        {
            for (int shift = 7; shift >= 0; shift--)
            {
                int bit = (value >> shift) & 1;
                uint middle = Split(low, high, _model.Predict());
                _model.Update(bit);
                (low, high) = bit != 0 ? (low, middle) : (middle + 1, high);
                for (; (low ^ high) >> 24 == 0; (low, high) = (low << 8, (high << 8) | 0xFF))
                    packed.Add((byte)(high >> 24));
            }
        }

        // The shortest number in between; what is left out reads as zeros.
        if (low == 0)
            return;

        packed.Add((byte)((low >> 24) + 1));
    }

    /// <summary>Reads so many bytes. Any input gives some result.</summary>
    internal void Unpack(ReadOnlySpan<byte> context, ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        Prepare(context);
        uint low = 0;
        uint high = uint.MaxValue;
        uint code = 0;
        int at = 0;
        for (; at < 4; at++)
            code = (code << 8) | (at < packed.Length ? packed[at] : 0u);

        foreach (ref byte value in plain)
        {
            int partial = 1;
            while (partial < 256)
            {
                uint middle = Split(low, high, _model.Predict());
                int bit = code <= middle ? 1 : 0;
                _model.Update(bit);
                partial = (partial << 1) | bit;
                (low, high) = bit != 0 ? (low, middle) : (middle + 1, high);
                for (; (low ^ high) >> 24 == 0; (low, high) = (low << 8, (high << 8) | 0xFF))
                {
                    code = (code << 8) | (at < packed.Length ? packed[at] : 0u);
                    at++;
                }
            }

            value = (byte)partial;
        }
    }

    private void Prepare(ReadOnlySpan<byte> context)
    {
        _model.Reset();
        _model.Learn(context);
        _model.StartBytes();
    }

    private static uint Split(uint low, uint high, int probability) => low + (uint)(((ulong)(high - low) * (uint)probability) >> 12);
}
