using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Moshi.Transport.Crypto;

namespace Moshi.Tests.Transport.Crypto;

/// <summary>AES-128-OCB written straight from RFC 7253 §4 on the BCL's AES blocks: slow, plain, and independent of the ciphers it is compared with.</summary>
internal sealed class ReferenceOcb : IDatagramCipher
{
    private const int Block = 16;
    private readonly Aes _aes = Aes.Create();
    private readonly UInt128 _lStar;
    private readonly UInt128 _lDollar;

    public ReferenceOcb(ReadOnlySpan<byte> key)
    {
        _aes.Key = key.ToArray();
        _lStar = Encrypt(0);
        _lDollar = Double(_lStar);
    }

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        UInt128 offset = FirstOffset(nonce, sealedText.Length - plain.Length);
        UInt128 checksum = 0;
        int at = 0;
        for (int i = 1; plain.Length - at >= Block; i++, at += Block)
        {
            offset ^= L(BitOperations.TrailingZeroCount(i));
            UInt128 p = BinaryPrimitives.ReadUInt128BigEndian(plain[at..]);
            checksum ^= p;
            BinaryPrimitives.WriteUInt128BigEndian(sealedText[at..], offset ^ Encrypt(p ^ offset));
        }
        if (at < plain.Length)
        {
            offset ^= _lStar;
            Mask(Encrypt(offset), plain[at..], sealedText[at..]);
            checksum ^= Padded(plain[at..]);
        }
        byte[] tag = new byte[Block];
        BinaryPrimitives.WriteUInt128BigEndian(tag, Encrypt(checksum ^ offset ^ _lDollar) ^ Hash(associated));
        tag.AsSpan(0, sealedText.Length - plain.Length).CopyTo(sealedText[plain.Length..]);
    }

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        ReadOnlySpan<byte> cipher = sealedText[..plain.Length];
        UInt128 offset = FirstOffset(nonce, sealedText.Length - plain.Length);
        UInt128 checksum = 0;
        int at = 0;
        for (int i = 1; cipher.Length - at >= Block; i++, at += Block)
        {
            offset ^= L(BitOperations.TrailingZeroCount(i));
            UInt128 p = offset ^ Decrypt(BinaryPrimitives.ReadUInt128BigEndian(cipher[at..]) ^ offset);
            checksum ^= p;
            BinaryPrimitives.WriteUInt128BigEndian(plain[at..], p);
        }
        if (at < cipher.Length)
        {
            offset ^= _lStar;
            Mask(Encrypt(offset), cipher[at..], plain[at..]);
            checksum ^= Padded(plain[at..]);
        }
        byte[] tag = new byte[Block];
        BinaryPrimitives.WriteUInt128BigEndian(tag, Encrypt(checksum ^ offset ^ _lDollar) ^ Hash(associated));
        if (sealedText[plain.Length..].SequenceEqual(tag.AsSpan(0, sealedText.Length - plain.Length)))
            return true;
        plain.Clear();
        return false;
    }

    public void Dispose() => _aes.Dispose();

    private UInt128 FirstOffset(ReadOnlySpan<byte> nonce, int tagBytes)
    {
        Span<byte> block = stackalloc byte[Block];
        block.Clear();
        nonce.CopyTo(block[4..]);
        block[0] = (byte)(tagBytes * 8 % 128 << 1);
        block[3] = 1;
        int bottom = block[15] & 63;
        block[15] &= 0xC0;
        UInt128 top = Encrypt(BinaryPrimitives.ReadUInt128BigEndian(block));
        var stretch = (UInt128)(((ulong)(top >> 64)) ^ (ulong)(top >> 56));
        return bottom == 0 ? top : top << bottom | stretch >> (64 - bottom);
    }

    private UInt128 Hash(ReadOnlySpan<byte> associated)
    {
        UInt128 sum = 0, offset = 0;
        int at = 0;
        for (int i = 1; associated.Length - at >= Block; i++, at += Block)
        {
            offset ^= L(BitOperations.TrailingZeroCount(i));
            sum ^= Encrypt(BinaryPrimitives.ReadUInt128BigEndian(associated[at..]) ^ offset);
        }
        return at < associated.Length ? sum ^ Encrypt(Padded(associated[at..]) ^ offset ^ _lStar) : sum;
    }

    private UInt128 L(int index)
    {
        UInt128 l = Double(_lDollar);
        for (int i = 0; i < index; i++)
            l = Double(l);
        return l;
    }

    private static UInt128 Double(UInt128 value) => value << 1 ^ (value >> 127) * 0x87;

    private static UInt128 Padded(ReadOnlySpan<byte> bytes)
    {
        Span<byte> block = stackalloc byte[Block];
        block.Clear();
        bytes.CopyTo(block);
        block[bytes.Length] = 0x80;
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }

    private static void Mask(UInt128 pad, ReadOnlySpan<byte> from, Span<byte> to)
    {
        Span<byte> block = stackalloc byte[Block];
        BinaryPrimitives.WriteUInt128BigEndian(block, pad);
        for (int i = 0; i < from.Length; i++)
            to[i] = (byte)(from[i] ^ block[i]);
    }

    private UInt128 Encrypt(UInt128 value) => Cipher(value, encrypt: true);

    private UInt128 Decrypt(UInt128 value) => Cipher(value, encrypt: false);

    private UInt128 Cipher(UInt128 value, bool encrypt)
    {
        Span<byte> block = stackalloc byte[Block];
        BinaryPrimitives.WriteUInt128BigEndian(block, value);
        if (encrypt)
            _aes.EncryptEcb(block, block, PaddingMode.None);
        else
            _aes.DecryptEcb(block, block, PaddingMode.None);
        return BinaryPrimitives.ReadUInt128BigEndian(block);
    }
}
