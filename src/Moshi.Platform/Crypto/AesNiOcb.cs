using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;
using X86Sse2 = System.Runtime.Intrinsics.X86.Sse2;

namespace Moshi.Platform.Crypto;

/// <summary>
/// OCB on the processor's AES instructions: no library to load, and constant time because neither tables nor branches depend on secrets.
/// The letters of RFC 7253 §4 in words: offset = Offset_i, sum = Checksum_i, _l[i] = L_i.
/// </summary>
public sealed class AesNiOcb : Ocb
{
    private const int BlockBytes = 16, Rounds = 10, Lanes = 4;

    /// <summary>Enough L values for 2^26 blocks, 1 GiB in one message.</summary>
    private const int Doublings = 27;

    // Pinned, so that the collector never leaves copies of it behind: sealing keys, opening keys, L_*, L_$, L_0 and so on.
    private readonly Vector128<byte>[] _schedule = GC.AllocateArray<Vector128<byte>>(2 * (Rounds + 1) + Doublings + 2, pinned: true);

    /// <summary>Check <see cref="IsSupported"/> first.</summary>
    public AesNiOcb(ReadOnlySpan<byte> key)
    {
        CheckKey(key);
        if (!IsSupported)
            throw new PlatformNotSupportedException("this processor has no AES instructions");
        Span<Vector128<byte>> sealing = _schedule.AsSpan(0, Rounds + 1), opening = _schedule.AsSpan(Rounds + 1, Rounds + 1);
        Expand(Vector128.Create(key), sealing);
        opening[0] = sealing[Rounds];
        opening[Rounds] = sealing[0];
        for (int i = 1; i < Rounds; i++)
            opening[i] = X86Aes.InverseMixColumns(sealing[Rounds - i]);
        ref Vector128<byte> l = ref L;
        ref Vector128<byte> lStar = ref LStar;
        lStar = Encrypt(Vector128<byte>.Zero);
        LDollar = Double(lStar);
        l = Double(LDollar);
        for (int i = 1; i < Doublings; i++)
            Unsafe.Add(ref l, i) = Double(Unsafe.Add(ref l, i - 1));
    }

    /// <summary>x64 with AES and SSE4.1, which is every one made since 2011 or so.</summary>
    public static bool IsSupported => X86Aes.IsSupported && System.Runtime.Intrinsics.X86.Sse41.IsSupported;

    private ref Vector128<byte> SealingKeys => ref MemoryMarshal.GetArrayDataReference(_schedule);

    private ref Vector128<byte> OpeningKeys => ref Unsafe.Add(ref SealingKeys, Rounds + 1);

    private ref Vector128<byte> LStar => ref Unsafe.Add(ref SealingKeys, 2 * (Rounds + 1));

    private ref Vector128<byte> LDollar => ref Unsafe.Add(ref SealingKeys, 2 * (Rounds + 1) + 1);

    private ref Vector128<byte> L => ref Unsafe.Add(ref SealingKeys, 2 * (Rounds + 1) + 2);

    protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        ref byte from = ref MemoryMarshal.GetReference(plain);
        ref byte to = ref MemoryMarshal.GetReference(sealedText);
        ref Vector128<byte> keys = ref SealingKeys;
        ref Vector128<byte> l = ref L;
        Vector128<byte> offset = FirstOffset(nonce, sealedText.Length - plain.Length), sum = Vector128<byte>.Zero;
        uint block = 1;
        int at = 0;
        for (; plain.Length - at >= Lanes * BlockBytes; at += Lanes * BlockBytes, block += Lanes)
        {
            // Within four blocks that begin at 4k + 1 the trailing zeros are 0, 1, 0 and those of 4k + 4.
            Vector128<byte> o0 = offset ^ l, o1 = o0 ^ Unsafe.Add(ref l, 1), o2 = o1 ^ l;
            offset = o2 ^ Unsafe.Add(ref l, BitOperations.TrailingZeroCount(block + 3));
            Vector128<byte> b0 = Vector128.LoadUnsafe(ref from, (nuint)at), b1 = Vector128.LoadUnsafe(ref from, (nuint)(at + 16));
            Vector128<byte> b2 = Vector128.LoadUnsafe(ref from, (nuint)(at + 32)), b3 = Vector128.LoadUnsafe(ref from, (nuint)(at + 48));
            sum ^= b0 ^ b1 ^ (b2 ^ b3);
            b0 ^= o0 ^ keys;
            b1 ^= o1 ^ keys;
            b2 ^= o2 ^ keys;
            b3 ^= offset ^ keys;
            for (int round = 1; round < Rounds; round++)
            {
                Vector128<byte> key = Unsafe.Add(ref keys, round);
                b0 = X86Aes.Encrypt(b0, key);
                b1 = X86Aes.Encrypt(b1, key);
                b2 = X86Aes.Encrypt(b2, key);
                b3 = X86Aes.Encrypt(b3, key);
            }
            Vector128<byte> last = Unsafe.Add(ref keys, Rounds);
            (X86Aes.EncryptLast(b0, last) ^ o0).StoreUnsafe(ref to, (nuint)at);
            (X86Aes.EncryptLast(b1, last) ^ o1).StoreUnsafe(ref to, (nuint)(at + 16));
            (X86Aes.EncryptLast(b2, last) ^ o2).StoreUnsafe(ref to, (nuint)(at + 32));
            (X86Aes.EncryptLast(b3, last) ^ offset).StoreUnsafe(ref to, (nuint)(at + 48));
        }
        for (; plain.Length - at >= BlockBytes; at += BlockBytes, block++)
        {
            offset ^= Unsafe.Add(ref l, BitOperations.TrailingZeroCount(block));
            var b = Vector128.LoadUnsafe(ref from, (nuint)at);
            sum ^= b;
            (Encrypt(b ^ offset) ^ offset).StoreUnsafe(ref to, (nuint)at);
        }
        if (at < plain.Length)
        {
            offset ^= LStar;
            sum ^= ApplyPad(Encrypt(offset), plain[at..], sealedText[at..], isPlainInput: true);
        }
        WriteTag(Encrypt(sum ^ offset ^ LDollar) ^ Hash(associated), sealedText[plain.Length..]);
    }

    protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        ref byte from = ref MemoryMarshal.GetReference(sealedText);
        ref byte to = ref MemoryMarshal.GetReference(plain);
        ref Vector128<byte> keys = ref OpeningKeys;
        ref Vector128<byte> l = ref L;
        Vector128<byte> offset = FirstOffset(nonce, sealedText.Length - plain.Length), sum = Vector128<byte>.Zero;
        uint block = 1;
        int at = 0;
        for (; plain.Length - at >= Lanes * BlockBytes; at += Lanes * BlockBytes, block += Lanes)
        {
            Vector128<byte> o0 = offset ^ l, o1 = o0 ^ Unsafe.Add(ref l, 1), o2 = o1 ^ l;
            offset = o2 ^ Unsafe.Add(ref l, BitOperations.TrailingZeroCount(block + 3));
            Vector128<byte> b0 = Vector128.LoadUnsafe(ref from, (nuint)at) ^ o0 ^ keys, b1 = Vector128.LoadUnsafe(ref from, (nuint)(at + 16)) ^ o1 ^ keys;
            Vector128<byte> b2 = Vector128.LoadUnsafe(ref from, (nuint)(at + 32)) ^ o2 ^ keys, b3 = Vector128.LoadUnsafe(ref from, (nuint)(at + 48)) ^ offset ^ keys;
            for (int round = 1; round < Rounds; round++)
            {
                Vector128<byte> key = Unsafe.Add(ref keys, round);
                b0 = X86Aes.Decrypt(b0, key);
                b1 = X86Aes.Decrypt(b1, key);
                b2 = X86Aes.Decrypt(b2, key);
                b3 = X86Aes.Decrypt(b3, key);
            }
            Vector128<byte> last = Unsafe.Add(ref keys, Rounds);
            b0 = X86Aes.DecryptLast(b0, last) ^ o0;
            b1 = X86Aes.DecryptLast(b1, last) ^ o1;
            b2 = X86Aes.DecryptLast(b2, last) ^ o2;
            b3 = X86Aes.DecryptLast(b3, last) ^ offset;
            sum ^= b0 ^ b1 ^ (b2 ^ b3);
            b0.StoreUnsafe(ref to, (nuint)at);
            b1.StoreUnsafe(ref to, (nuint)(at + 16));
            b2.StoreUnsafe(ref to, (nuint)(at + 32));
            b3.StoreUnsafe(ref to, (nuint)(at + 48));
        }
        for (; plain.Length - at >= BlockBytes; at += BlockBytes, block++)
        {
            offset ^= Unsafe.Add(ref l, BitOperations.TrailingZeroCount(block));
            Vector128<byte> b = Decrypt(Vector128.LoadUnsafe(ref from, (nuint)at) ^ offset) ^ offset;
            sum ^= b;
            b.StoreUnsafe(ref to, (nuint)at);
        }
        if (at < plain.Length)
        {
            offset ^= LStar;
            sum ^= ApplyPad(Encrypt(offset), sealedText[at..plain.Length], plain[at..], isPlainInput: false);
        }
        return IsTag(Encrypt(sum ^ offset ^ LDollar) ^ Hash(associated), sealedText[plain.Length..]);
    }

    private static void WriteTag(Vector128<byte> tag, Span<byte> to)
    {
        Span<byte> whole = stackalloc byte[TagBytes];
        tag.CopyTo(whole);
        whole[..to.Length].CopyTo(to);
    }

    private static bool IsTag(Vector128<byte> tag, ReadOnlySpan<byte> told)
    {
        Span<byte> whole = stackalloc byte[TagBytes];
        tag.CopyTo(whole);
        return CryptographicOperations.FixedTimeEquals(whole[..told.Length], told);
    }

    protected override void Dispose(bool disposing) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_schedule.AsSpan()));

    /// <summary>RFC 7253 §4.2, "Nonce-dependent and per-encryption variables", for a nonce of 96 bits: the first seven bits are TAGLEN modulo 128.</summary>
    private Vector128<byte> FirstOffset(ReadOnlySpan<byte> nonce, int tagBytes)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        nonce.CopyTo(block[4..]);
        block[0] = (byte)(tagBytes << 4);
        block[3] = 1;
        int bottom = block[15] & 0x3F;
        block[15] &= 0xC0;
        Encrypt(Vector128.Create<byte>(block)).CopyTo(block);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(block), low = BinaryPrimitives.ReadUInt64BigEndian(block[8..]);
        ulong stretch = high ^ (high << 8 | low >> 56);
        if (bottom > 0)
        {
            high = high << bottom | low >> (64 - bottom);
            low = low << bottom | stretch >> (64 - bottom);
        }
        BinaryPrimitives.WriteUInt64BigEndian(block, high);
        BinaryPrimitives.WriteUInt64BigEndian(block[8..], low);
        return Vector128.Create<byte>(block);
    }

    /// <summary>RFC 7253 §4.1. mosh sends no associated data, so this is the simple form, a block at a time.</summary>
    private Vector128<byte> Hash(ReadOnlySpan<byte> associated)
    {
        Vector128<byte> sum = Vector128<byte>.Zero, offset = Vector128<byte>.Zero;
        for (uint block = 1; associated.Length >= BlockBytes; block++, associated = associated[BlockBytes..])
        {
            offset ^= Unsafe.Add(ref L, BitOperations.TrailingZeroCount(block));
            sum ^= Encrypt(Vector128.Create(associated) ^ offset);
        }
        if (associated.IsEmpty)
            return sum;
        Span<byte> last = stackalloc byte[BlockBytes];
        last.Clear();
        associated.CopyTo(last);
        last[associated.Length] = 0x80;
        return sum ^ Encrypt(Vector128.Create<byte>(last) ^ offset ^ LStar);
    }

    /// <summary>XORs the pad into a final short block and returns that block's share of the checksum: the plaintext with 0x80 behind it.</summary>
    private static Vector128<byte> ApplyPad(Vector128<byte> pad, ReadOnlySpan<byte> source, Span<byte> destination, bool isPlainInput)
    {
        Span<byte> input = stackalloc byte[BlockBytes], output = stackalloc byte[BlockBytes];
        input.Clear();
        source.CopyTo(input);
        (Vector128.Create<byte>(input) ^ pad).CopyTo(output);
        output[..source.Length].CopyTo(destination);
        Span<byte> plain = isPlainInput ? input : output;
        plain[source.Length..].Clear();
        plain[source.Length] = 0x80;
        var share = Vector128.Create<byte>(plain);
        CryptographicOperations.ZeroMemory(plain);
        return share;
    }

    /// <summary>Multiplication by x in GF(2^128), RFC 7253 §2; without a branch on the top bit, which is secret.</summary>
    private static Vector128<byte> Double(Vector128<byte> value)
    {
        Span<byte> bytes = stackalloc byte[BlockBytes];
        value.CopyTo(bytes);
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes), low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        ulong carry = 0 - (high >> 63) & 0x87;
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high << 1 | low >> 63);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low << 1 ^ carry);
        return Vector128.Create<byte>(bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> Encrypt(Vector128<byte> block)
    {
        ref Vector128<byte> keys = ref SealingKeys;
        block ^= keys;
        for (int round = 1; round < Rounds; round++)
            block = X86Aes.Encrypt(block, Unsafe.Add(ref keys, round));
        return X86Aes.EncryptLast(block, Unsafe.Add(ref keys, Rounds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> Decrypt(Vector128<byte> block)
    {
        ref Vector128<byte> keys = ref OpeningKeys;
        block ^= keys;
        for (int round = 1; round < Rounds; round++)
            block = X86Aes.Decrypt(block, Unsafe.Add(ref keys, round));
        return X86Aes.DecryptLast(block, Unsafe.Add(ref keys, Rounds));
    }

    /// <summary>FIPS 197 §5.2 for 128-bit keys. The round constants must be literals for the instruction to be emitted.</summary>
    private static void Expand(Vector128<byte> key, Span<Vector128<byte>> keys)
    {
        keys[0] = key;
        keys[1] = Next(keys[0], X86Aes.KeygenAssist(keys[0], 0x01));
        keys[2] = Next(keys[1], X86Aes.KeygenAssist(keys[1], 0x02));
        keys[3] = Next(keys[2], X86Aes.KeygenAssist(keys[2], 0x04));
        keys[4] = Next(keys[3], X86Aes.KeygenAssist(keys[3], 0x08));
        keys[5] = Next(keys[4], X86Aes.KeygenAssist(keys[4], 0x10));
        keys[6] = Next(keys[5], X86Aes.KeygenAssist(keys[5], 0x20));
        keys[7] = Next(keys[6], X86Aes.KeygenAssist(keys[6], 0x40));
        keys[8] = Next(keys[7], X86Aes.KeygenAssist(keys[7], 0x80));
        keys[9] = Next(keys[8], X86Aes.KeygenAssist(keys[8], 0x1B));
        keys[10] = Next(keys[9], X86Aes.KeygenAssist(keys[9], 0x36));

        static Vector128<byte> Next(Vector128<byte> previous, Vector128<byte> assist)
        {
            Vector128<byte> word = X86Sse2.Shuffle(assist.AsInt32(), 0xFF).AsByte();
            previous ^= X86Sse2.ShiftLeftLogical128BitLane(previous, 4);
            previous ^= X86Sse2.ShiftLeftLogical128BitLane(previous, 8);
            return previous ^ word;
        }
    }
}
