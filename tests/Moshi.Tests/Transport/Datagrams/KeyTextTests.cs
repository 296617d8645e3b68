using System.Text.Json;
using Moshi.Transport.Datagrams;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class KeyTextTests
{
    [Fact]
    public void Keys_read_and_write_as_the_vectors_say()
    {
        byte[] key = new byte[16];
        char[] text = new char[22];
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("base64_keys").GetProperty("valid").EnumerateArray())
        {
            Assert.True(KeyText.TryDecode(vector.Text("base64"), key, out KeyTextError error));
            Assert.Equal(KeyTextError.None, error);
            Assert.Equal(vector.Hex("key_hex"), key);
            KeyText.Encode(key, text);
            Assert.Equal(vector.Text("base64"), new string(text));
        }
    }

    [Fact]
    public void Bad_keys_are_refused_in_the_words_of_mosh()
    {
        byte[] key = new byte[16];
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("base64_keys").GetProperty("invalid").EnumerateArray())
        {
            Array.Fill(key, (byte)1);
            Assert.False(KeyText.TryDecode(vector.Text("value"), key, out KeyTextError error));
            Assert.Equal(vector.Text("error"), KeyText.Describe(error));
            Assert.All(key, b => Assert.Equal(0, b));
        }
    }

    [Theory]
    [InlineData("AAECAwQFBgcICQoLDA0OD ", KeyTextError.NotBase64)]
    [InlineData("AAECAwQFBgcICQoLDA0OD=", KeyTextError.NotBase64)]
    [InlineData(" AECAwQFBgcICQoLDA0ODw", KeyTextError.NotBase64)]
    [InlineData("AAECAwQFBgcICQoLDA0OÐw", KeyTextError.NotBase64)]
    [InlineData("AAECAwQFBgcICQoLDA0ODB", KeyTextError.NotCanonical)]
    [InlineData("AAECAwQFBgcICQoLDA0ODw=", KeyTextError.WrongLength)]
    [InlineData("", KeyTextError.WrongLength)]
    public void Odd_texts_are_refused(string text, KeyTextError expected)
    {
        Assert.False(KeyText.TryDecode(text, new byte[16], out KeyTextError error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Every_key_survives_the_round_trip()
    {
        var random = new Random(22);
        byte[] key = new byte[16], back = new byte[16];
        char[] text = new char[22];
        for (int i = 0; i < 1000; i++)
        {
            random.NextBytes(key);
            KeyText.Encode(key, text);
            Assert.True(KeyText.TryDecode(text, back, out _));
            Assert.Equal(key, back);
        }
    }
}
