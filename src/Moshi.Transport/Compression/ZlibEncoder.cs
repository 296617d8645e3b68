using System.Buffers.Binary;
using System.IO.Compression;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Compresses instructions to zlib streams. Short ones, which are nearly all, go through <see cref="ShortDeflater"/>, frames through <see cref="LongDeflater"/>: neither costs garbage. What
/// is longer than a screen goes through the BCL, whose stream cannot be used twice.
/// </summary>
public sealed class ZlibEncoder : IDisposable
{
    /// <summary>Up to here the fixed code is as short as what zlib chooses, give or take a byte.</summary>
    public const int MaxShortBytes = 192;

    /// <summary>Longer ones are the BCL's.</summary>
    public const int MaxOwnBytes = LongDeflater.MaxBytes;

    // 32 KiB window, default level: what zlib's compress() writes.
    private const ushort Header = 0x789C;

    private readonly ShortDeflater _short = new();
    private readonly BufferSink _sink = new();
    private LongDeflater? _long;

    /// <summary>Replaces the contents of <paramref name="to"/> by the zlib stream of <paramref name="plain"/>.</summary>
    public void Compress(ReadOnlySpan<byte> plain, ByteBuffer to)
    {
        to.Clear();
        if (plain.Length > MaxOwnBytes)
        {
            _sink.Target = to;
            using var zlib = new ZLibStream(_sink, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(plain);
            return;
        }
        BinaryPrimitives.WriteUInt16BigEndian(to.GetSpan(2), Header);
        to.Advance(2);
        if (plain.Length <= MaxShortBytes)
            _short.Deflate(plain, to);
        else
            (_long ??= new LongDeflater()).Deflate(plain, to);
        BinaryPrimitives.WriteUInt32BigEndian(to.GetSpan(4), Adler32.Compute(plain));
        to.Advance(4);
    }

    /// <summary>Nothing has been compressed for a while: gives back what only frames need.</summary>
    public void Rest() => _long = null;

    public void Dispose() => _sink.Dispose();

    private sealed class BufferSink : Stream
    {
        public ByteBuffer? Target { get; set; }
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Target!.Append(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Target!.Append(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
