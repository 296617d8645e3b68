using System.Buffers.Binary;
using System.Text.Json;
using Moshi.Platform.Crypto;
using Xunit;

namespace Moshi.Tests.Transport.Crypto;

public sealed class OcbTests
{
    [Fact]
    public void Reference_reproduces_the_rfc_7253_vectors_and_opens_them_again()
    {
        JsonElement set = TransportVectors.Root.GetProperty("aes128_ocb3_taglen128");
        using var cipher = new ReferenceOcb(set.Hex("key"));
        int count = 0;
        foreach (JsonElement vector in set.GetProperty("rfc7253_appendix_a_style").EnumerateArray())
        {
            byte[] plain = vector.Hex("plaintext");
            byte[] expected = vector.Hex("ciphertext_and_tag");
            byte[] sealedText = new byte[plain.Length + 16];
            cipher.Seal(vector.Hex("nonce"), vector.Hex("aad"), plain, sealedText);
            Assert.Equal(expected, sealedText);
            byte[] opened = new byte[plain.Length];
            Assert.True(cipher.TryOpen(vector.Hex("nonce"), vector.Hex("aad"), sealedText, opened));
            Assert.Equal(plain, opened);
            count++;
        }
        Assert.Equal(16, count);
    }

    [Fact]
    public void Reference_passes_the_iterated_test_of_the_rfc()
    {
        JsonElement iterated = TransportVectors.Root.GetProperty("aes128_ocb3_taglen128").GetProperty("iterated_test");
        using var cipher = new ReferenceOcb(iterated.Hex("key"));
        var all = new List<byte>();
        byte[] nonce = new byte[12];
        for (int i = 0; i < 128; i++)
        {
            Add(3 * i + 1, i, i);
            Add(3 * i + 2, 0, i);
            Add(3 * i + 3, i, 0);
        }
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), 385);
        byte[] tag = new byte[16];
        cipher.Seal(nonce, all.ToArray(), default, tag);
        Assert.Equal(iterated.Hex("result"), tag);

        void Add(int number, int associated, int plain)
        {
            BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), number);
            byte[] sealedText = new byte[plain + 16];
            cipher.Seal(nonce, new byte[associated], new byte[plain], sealedText);
            all.AddRange(sealedText);
        }
    }

    [Fact]
    public void Both_pass_what_the_rfc_has_for_tags_of_96_bits()
    {
        // RFC 7253, appendix A: the sample and the iterated test of AEAD_AES_128_OCB_TAGLEN96.
        byte[] key = Convert.FromHexString("0F0E0D0C0B0A09080706050403020100");
        byte[] nonce = Convert.FromHexString("BBAA9988776655443322110D");
        byte[] text = [.. Enumerable.Range(0, 40).Select(i => (byte)i)];
        byte[] expected = Convert.FromHexString("1792A4E31E0755FB03E31B22116E6C2DDF9EFD6E33D536F1A0124B0A55BAE884ED93481529C76B6AD0C515F4D1CDD4FDAC4F02AA");
        using var reference = new ReferenceOcb(key);
        using var shipped = Ocb.Create(key);
        byte[] sealedText = new byte[52], opened = new byte[40];
        reference.Seal(nonce, text, text, sealedText);
        Assert.Equal(expected, sealedText);
        shipped.Seal(nonce, text, text, sealedText);
        Assert.Equal(expected, sealedText);
        Assert.True(reference.TryOpen(nonce, text, expected, opened) && shipped.TryOpen(nonce, text, expected, opened));
        Assert.Equal(text, opened);
        // A tag of another length is another tag, not a longer or a shorter one.
        byte[] longer = new byte[56];
        shipped.Seal(nonce, text, text, longer);
        Assert.NotEqual(expected, longer.AsSpan(0, 52).ToArray());
        Assert.False(shipped.TryOpen(nonce, text, longer.AsSpan(0, 52), opened));

        byte[] iterated = new byte[16];
        iterated[15] = 96;
        Assert.Equal("77A3D8E73589158D25D01209", Iterate(iterated, new ReferenceOcb(iterated).Seal));
        Assert.Equal("77A3D8E73589158D25D01209", Iterate(iterated, Ocb.Create(iterated).Seal));
    }

    private delegate void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText);

    private static string Iterate(byte[] key, Seal seal)
    {
        int tagBytes = key[15] / 8;
        var all = new List<byte>();
        byte[] nonce = new byte[12];
        for (int i = 0; i < 128; i++)
        {
            Add(3 * i + 1, i, i);
            Add(3 * i + 2, 0, i);
            Add(3 * i + 3, i, 0);
        }
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), 385);
        byte[] tag = new byte[tagBytes];
        seal(nonce, all.ToArray(), default, tag);
        return Convert.ToHexString(tag);

        void Add(int number, int associated, int plain)
        {
            BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), number);
            byte[] sealedText = new byte[plain + tagBytes];
            seal(nonce, new byte[associated], new byte[plain], sealedText);
            all.AddRange(sealedText);
        }
    }

    [Fact]
    public void The_shipped_cipher_agrees_with_the_reference_for_all_packet_lengths()
    {
        var random = new Random(7253);
        byte[] key = new byte[16];
        random.NextBytes(key);
        using var shipped = Ocb.Create(key);
        using var reference = new ReferenceOcb(key);
        byte[] nonce = new byte[12];
        for (int length = 0; length <= 1300; length += length < 200 ? 1 : 37)
        {
            random.NextBytes(nonce);
            byte[] plain = new byte[length];
            random.NextBytes(plain);
            int tag = length % 3 == 0 ? Ocb.ShortTagBytes : Ocb.TagBytes;
            byte[] one = new byte[length + tag], two = new byte[length + tag], opened = new byte[length];
            shipped.Seal(nonce, default, plain, one);
            reference.Seal(nonce, default, plain, two);
            Assert.Equal(two, one);
            Assert.True(shipped.TryOpen(nonce, default, two, opened));
            Assert.Equal(plain, opened);
            two[random.Next(two.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False(shipped.TryOpen(nonce, default, two, opened));
            Assert.False(reference.TryOpen(nonce, default, two, opened));
        }
    }
}
