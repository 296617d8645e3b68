using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class CapabilitiesTests
{
    [Fact]
    public void A_blob_survives_the_round_trip()
    {
        byte[] parameters = new byte[40];
        int length = Capabilities.AppendParameter(parameters, 3, [7, 8]);
        length += Capabilities.AppendParameter(parameters.AsSpan(length), 20_000, []);
        length += Capabilities.AppendParameter(parameters.AsSpan(length), 1UL << 40, "value"u8);
        var blob = Capabilities.Create([2, 1], 0x1234_5678_9ABC, parameters.AsSpan(0, length));
        Assert.True(Capabilities.TryParse(blob.ToBytes(), out Capabilities? read));
        Assert.Equal([2, 1], read.Versions.ToArray());
        Assert.Equal(0x1234_5678_9ABCul, read.Features);
        Assert.True(read.TryFindParameter(3, out ReadOnlySpan<byte> value));
        Assert.Equal([7, 8], value.ToArray());
        Assert.True(read.TryFindParameter(20_000, out value));
        Assert.Equal(0, value.Length);
        Assert.True(read.TryFindParameter(1UL << 40, out value));
        Assert.Equal("value"u8, value);
        Assert.False(read.TryFindParameter(4, out _));
    }

    [Fact]
    public void Limits_hold()
    {
        Assert.Throws<ArgumentException>(() => Capabilities.Create(new ulong[Capabilities.MaxEntries + 1], 0));
        Assert.Throws<ArgumentException>(() => Capabilities.Create([1], 0, new byte[Capabilities.MaxBytes]));
        Assert.Throws<ArgumentException>(() => Capabilities.Create([1], 0, [1, 5, 0]));
        Assert.False(Capabilities.TryParse(new byte[Capabilities.MaxBytes + 1], out _));
        Assert.False(Capabilities.TryParse([0x3F, 1], out _));
        Assert.False(Capabilities.TryParse([], out _));
        byte[] many = new byte[2 + 2 * (Capabilities.MaxEntries + 1)];
        Assert.False(Capabilities.TryParse(many, out _));
        Assert.True(Capabilities.TryParse(many.AsSpan(2), out _));
    }

    [Fact]
    public void Mutated_blobs_never_throw()
    {
        var random = new Random(64);
        byte[] parameters = new byte[20];
        int length = Capabilities.AppendParameter(parameters, 3, [7, 8, 9, 10]);
        byte[] good = Capabilities.Create([1, 300, 70_000], 5, parameters.AsSpan(0, length)).ToBytes().ToArray();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = good[..random.Next(good.Length + 1)];
            for (int n = random.Next(3); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (Capabilities.TryParse(bytes, out Capabilities? read))
                read.TryFindParameter(3, out _);
        }
    }
}
