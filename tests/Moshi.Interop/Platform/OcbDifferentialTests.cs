using Moshi.Platform;
using Moshi.Platform.Crypto;
using Xunit;

namespace Moshi.Interop.Platform;

/// <summary>The instructions against the reviewed library: they must be interchangeable bit for bit.</summary>
public sealed class OcbDifferentialTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Both_implementations_seal_alike_open_each_others_messages_and_refuse_the_same_forgeries()
    {
        Assert.SkipUnless(AesNiOcb.IsSupported, "this processor has no AES instructions");
        var random = new Random(7253);
        byte[] key = new byte[16], nonce = new byte[12];
        for (int keys = 0; keys < 20; keys++)
        {
            random.NextBytes(key);
            using Ocb instructions = new AesNiOcb(key), library = Library(key);
            for (int round = 0; round < Rounds / 20; round++)
            {
                random.NextBytes(nonce);
                byte[] associated = Bytes(random, random.Next(4) == 0 ? random.Next(70) : 0);
                byte[] plain = Bytes(random, random.Next(3) == 0 ? random.Next(3000) : random.Next(150));
                byte[] ours = new byte[plain.Length + (random.Next(2) == 0 ? Ocb.TagBytes : Ocb.ShortTagBytes)], theirs = new byte[ours.Length], opened = new byte[plain.Length];
                string at = $"key {keys} round {round}: {plain.Length} bytes, {associated.Length} associated";
                instructions.Seal(nonce, associated, plain, ours);
                library.Seal(nonce, associated, plain, theirs);
                Assert.True(ours.AsSpan().SequenceEqual(theirs), at);
                Assert.True(instructions.TryOpen(nonce, associated, theirs, opened) && opened.AsSpan().SequenceEqual(plain), at);
                Assert.True(library.TryOpen(nonce, associated, ours, opened) && opened.AsSpan().SequenceEqual(plain), at);

                switch (random.Next(associated.Length > 0 ? 3 : 2))
                {
                    case 0:
                        ours[random.Next(ours.Length)] ^= (byte)(1 << random.Next(8));
                        break;
                    case 1:
                        nonce[random.Next(nonce.Length)] ^= (byte)(1 << random.Next(8));
                        break;
                    default:
                        associated[random.Next(associated.Length)] ^= (byte)(1 << random.Next(8));
                        break;
                }
                foreach (Ocb ocb in new[] { instructions, library })
                {
                    opened.AsSpan().Fill(0x55);
                    Assert.False(ocb.TryOpen(nonce, associated, ours, opened), at);
                    Assert.True(opened.AsSpan().IndexOfAnyExcept((byte)0) < 0, at);
                }
            }
        }
    }

    [Fact]
    public void Every_length_around_the_block_and_lane_borders_agrees()
    {
        Assert.SkipUnless(AesNiOcb.IsSupported, "this processor has no AES instructions");
        byte[] key = Bytes(new Random(1), 16);
        using Ocb instructions = new AesNiOcb(key), library = Library(key);
        byte[] nonce = new byte[12];
        for (int length = 0; length <= 600; length++)
        {
            nonce[11] = (byte)length;
            nonce[10] = (byte)(length >> 8);
            byte[] plain = Bytes(new Random(length), length), ours = new byte[length + 16], theirs = new byte[length + 16];
            instructions.Seal(nonce, plain.AsSpan(0, length / 3), plain, ours);
            library.Seal(nonce, plain.AsSpan(0, length / 3), plain, theirs);
            Assert.Equal(theirs, ours);
        }
    }

    [Fact]
    public void Neither_allocates_per_packet()
    {
        foreach (Ocb ocb in new Ocb?[] { AesNiOcb.IsSupported ? new AesNiOcb(new byte[16]) : null, Library(new byte[16]) }.OfType<Ocb>())
        {
            byte[] nonce = new byte[12], plain = new byte[1214], sealedText = new byte[1230];
            ocb.Seal(nonce, default, plain, sealedText);
            Assert.True(ocb.TryOpen(nonce, default, sealedText, plain));
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                ocb.Seal(nonce, default, plain, sealedText);
                _ = ocb.TryOpen(nonce, default, sealedText, plain);
            }
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
            ocb.Dispose();
        }
    }

    private static LibcryptoOcb Library(byte[] key)
    {
        try
        {
            return new(key);
        }
        catch (OsException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
