using System.Security.Cryptography;
using Moshi.Session;
using Moshi.Transport.Crypto;
using Xunit;

namespace Moshi.Tests.Transport.Crypto;

public sealed class HkdfTests
{
    [Fact]
    public void Keys_are_those_of_rfc_5869()
    {
        // A.1, A.3.
        byte[] key = new byte[32];
        Hkdf.DeriveKey(Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), Convert.FromHexString("000102030405060708090a0b0c"), Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9"), key);
        Assert.Equal("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf", Convert.ToHexStringLower(key));
        Hkdf.DeriveKey(Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"), [], [], key);
        Assert.Equal("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d", Convert.ToHexStringLower(key));
    }

    [Fact]
    public void Keys_of_any_length_are_those_of_the_runtime()
    {
        var random = new Random(1);
        for (int round = 0; round < 2000; round++)
        {
            byte[] input = new byte[random.Next(1, 65)], salt = new byte[random.Next(65)], info = new byte[random.Next(65)];
            random.NextBytes(input);
            random.NextBytes(salt);
            random.NextBytes(info);
            byte[] key = new byte[random.Next(1, 33)];
            Hkdf.DeriveKey(input, salt, info, key);
            Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, input, key.Length, salt, info), key);
        }
    }

    [Fact]
    public void Phases_of_one_key_differ_and_both_ends_make_the_same()
    {
        byte[] key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
        using var one = new OcbPhases(key);
        using var other = new OcbPhases(key);
        using IDatagramCipher first = one.Create(1);
        using IDatagramCipher second = one.Create(2);
        using IDatagramCipher same = other.Create(1);
        byte[] sealedText = new byte[21], plain = new byte[5];
        first.Seal(new byte[12], default, "hello"u8, sealedText);
        Assert.True(same.TryOpen(new byte[12], default, sealedText, plain));
        Assert.False(second.TryOpen(new byte[12], default, sealedText, plain));
    }
}
