using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>The bytes of a delta while it is written. Reused from one to the next.</summary>
internal sealed class DeltaBuffer
{
    private byte[] _bytes = new byte[512];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Add(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Base 128, least significant group first, as protobuf's.</summary>
    internal void AddVarint(ulong value)
    {
        Span<byte> target = Reserve(10);
        int at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        Length += at;
    }

    internal void AddVarint(int value) => AddVarint((ulong)(uint)value);

    /// <summary>Length in bytes, then UTF-8.</summary>
    internal void AddString(string text)
    {
        AddVarint(Encoding.UTF8.GetByteCount(text));
        Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    /// <summary>0 for the default, 1 + index for a palette entry, 257 and three bytes for a true colour.</summary>
    internal void AddColor(Color color)
    {
        if (!color.IsRgb)
        {
            AddVarint(color.IsDefault ? 0 : color.Index + 1);
            return;
        }

        AddVarint(257);
        Add((byte)color.Red);
        Add((byte)color.Green);
        Add((byte)color.Blue);
    }

    private Span<byte> Reserve(int count)
    {
        if (Length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));

        return _bytes.AsSpan(Length);
    }
}
