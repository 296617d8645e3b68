using System.Buffers.Binary;
using System.Text.Json;
using Moshi.Platform.Crypto;
using Xunit;

namespace Moshi.Tests.Platform;

public sealed class OcbTests
{
    [Fact]
    public void Rfc_7253_vectors_seal_and_open()
    {
        using JsonDocument document = Vectors();
        JsonElement section = document.RootElement.GetProperty("aes128_ocb3_taglen128");
        using Ocb ocb = NewNi(Hex(section.GetProperty("key")));
        int count = 0;
        foreach (JsonElement vector in section.GetProperty("rfc7253_appendix_a_style").EnumerateArray())
        {
            byte[] nonce = Hex(vector.GetProperty("nonce")), associated = Hex(vector.GetProperty("aad"));
            byte[] plain = Hex(vector.GetProperty("plaintext")), expected = Hex(vector.GetProperty("ciphertext_and_tag"));
            byte[] sealedText = new byte[plain.Length + Ocb.TagBytes], opened = new byte[plain.Length];
            ocb.Seal(nonce, associated, plain, sealedText);
            Assert.Equal(expected, sealedText);
            Assert.True(ocb.TryOpen(nonce, associated, sealedText, opened));
            Assert.Equal(plain, opened);
            count++;
        }
        Assert.True(count >= 8);
    }

    [Fact]
    public void Rfc_7253_iterated_check_over_384_messages_gives_its_tag()
    {
        byte[] key = new byte[16];
        key[15] = 128;
        using Ocb ocb = NewNi(key);
        var all = new MemoryStream();
        byte[] nonce = new byte[12];
        void Append(int number, int associatedBytes, int plainBytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), number);
            byte[] sealedText = new byte[plainBytes + Ocb.TagBytes];
            ocb.Seal(nonce, new byte[associatedBytes], new byte[plainBytes], sealedText);
            all.Write(sealedText);
        }
        for (int i = 0; i < 128; i++)
        {
            Append(3 * i + 1, i, i);
            Append(3 * i + 2, 0, i);
            Append(3 * i + 3, i, 0);
        }
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(8), 385);
        byte[] tag = new byte[16];
        ocb.Seal(nonce, all.ToArray(), default, tag);
        Assert.Equal("67E944D23256C5E0B6C61FA22FDF1EA2", Convert.ToHexString(tag));
    }

    [Fact]
    public void Every_single_bit_flip_of_a_sealed_message_is_refused_and_the_output_is_cleared()
    {
        using Ocb ocb = NewNi(new byte[16]);
        byte[] nonce = new byte[12], plain = new byte[37], sealedText = new byte[plain.Length + 16], opened = new byte[plain.Length];
        new Random(7).NextBytes(plain);
        ocb.Seal(nonce, default, plain, sealedText);
        for (int bit = 0; bit < sealedText.Length * 8; bit++)
        {
            sealedText[bit / 8] ^= (byte)(1 << bit % 8);
            opened.AsSpan().Fill(0xAA);
            Assert.False(ocb.TryOpen(nonce, default, sealedText, opened));
            Assert.All(opened, static b => Assert.Equal(0, b));
            sealedText[bit / 8] ^= (byte)(1 << bit % 8);
        }
        Assert.True(ocb.TryOpen(nonce, default, sealedText, opened));
    }

    [Fact]
    public void Input_shorter_than_a_tag_is_refused_without_an_exception()
    {
        using Ocb ocb = NewNi(new byte[16]);
        for (int length = 0; length < Ocb.TagBytes; length++)
            Assert.False(ocb.TryOpen(new byte[12], default, new byte[length], default));
    }

    [Fact]
    public void A_disposed_cipher_refuses_to_work_under_its_wiped_key()
    {
        Ocb ocb = NewNi(new byte[16]);
        ocb.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ocb.Seal(new byte[12], default, new byte[4], new byte[20]));
    }

    private static AesNiOcb NewNi(byte[] key)
    {
        Assert.SkipUnless(AesNiOcb.IsSupported, "this processor has no AES instructions");
        return new(key);
    }

    private static byte[] Hex(JsonElement element) => Convert.FromHexString(element.GetString()!);

    private static JsonDocument Vectors() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "mosh-vectors.json")));
}
