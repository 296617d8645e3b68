using Moshi.Transport.Frames;

namespace Moshi.Transport.Sync;

/// <summary>
/// What one of our programs can do, shown to the peer in the private field 64 of its instructions: a list of versions, feature bits, and
/// parameters. Unknown parameters are carried and ignored. Immutable.
/// </summary>
/// <remarks>Layout, all integers as RFC 9000 §16 varints: count, that many versions, feature bits, then (id, length, value) to the end.</remarks>
public sealed class Capabilities
{
    /// <summary>Largest blob that is read.</summary>
    public const int MaxBytes = 512;

    /// <summary>Most versions and most parameters that are read.</summary>
    public const int MaxEntries = 32;

    /// <summary>Feature bit: reads <see cref="CompactInstruction"/>s, alone in a datagram or in fragments.</summary>
    public const ulong CompactInstructions = 1UL << 1;

    /// <summary>Feature bit: reads containers of frames (docs/protocol/frames.md), version 2. Bit 3 was version 1, which was never released.</summary>
    public const ulong Frames = 1UL << 5;

    /// <summary>Feature bit: whoever shows it pays by the byte, and wants nothing sent twice on suspicion.</summary>
    public const ulong LowData = 1UL << 4;

    private readonly byte[] _bytes;
    private readonly ulong[] _versions;
    private readonly int _parametersAt;

    private Capabilities(byte[] bytes, ulong[] versions, ulong features, int parametersAt)
    {
        _bytes = bytes;
        _versions = versions;
        Features = features;
        _parametersAt = parametersAt;
    }

    /// <summary>Versions of our own format that the peer speaks, in its order of preference.</summary>
    public ReadOnlySpan<ulong> Versions => _versions;

    /// <summary>Feature bits; unknown ones mean nothing.</summary>
    public ulong Features { get; }

    /// <summary>The blob as it goes into field 64.</summary>
    public ReadOnlySpan<byte> ToBytes() => _bytes;

    /// <summary>Builds a blob of our own.</summary>
    /// <param name="versions">Newest first.</param>
    /// <param name="features">Feature bits.</param>
    /// <param name="parameters">Already encoded parameters: see <see cref="AppendParameter"/>.</param>
    /// <exception cref="ArgumentException">The result would be longer than <see cref="MaxBytes"/> or hold too many entries.</exception>
    public static Capabilities Create(ReadOnlySpan<ulong> versions, ulong features, ReadOnlySpan<byte> parameters = default)
    {
        Span<byte> blob = stackalloc byte[8 * (MaxEntries + 2) + MaxBytes];
        if (versions.Length > MaxEntries || parameters.Length > MaxBytes)
            throw new ArgumentException($"Capabilities of {versions.Length} versions and {parameters.Length} bytes of parameters are too large.", nameof(versions));
        int at = Varint.Write(blob, (ulong)versions.Length);
        foreach (ulong version in versions)
            at += Varint.Write(blob[at..], version);
        at += Varint.Write(blob[at..], features);
        parameters.CopyTo(blob[at..]);
        at += parameters.Length;
        if (!TryParse(blob[..at], out Capabilities? capabilities))
            throw new ArgumentException($"Capabilities of {at} bytes are too large or their parameters are malformed.", nameof(parameters));
        return capabilities;
    }

    /// <summary>Writes one parameter at the start of <paramref name="to"/> and returns its length.</summary>
    public static int AppendParameter(Span<byte> to, ulong id, ReadOnlySpan<byte> value)
    {
        int at = Varint.Write(to, id);
        at += Varint.Write(to[at..], (ulong)value.Length);
        value.CopyTo(to[at..]);
        return at + value.Length;
    }

    /// <summary>False when the bytes are not a blob of this layout or exceed the limits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> blob, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Capabilities? capabilities)
    {
        capabilities = null;
        ReadOnlySpan<byte> rest = blob;
        if (blob.Length > MaxBytes || !Varint.TryRead(ref rest, out ulong count) || count > MaxEntries)
            return false;
        Span<ulong> versions = stackalloc ulong[(int)count];
        foreach (ref ulong version in versions)
        {
            if (!Varint.TryRead(ref rest, out version))
                return false;
        }
        if (!Varint.TryRead(ref rest, out ulong features))
            return false;
        int parametersAt = blob.Length - rest.Length;
        for (int n = 0; !rest.IsEmpty; n++)
        {
            if (n == MaxEntries || !TryReadParameter(ref rest, out _, out _))
                return false;
        }
        capabilities = new Capabilities(blob.ToArray(), versions.ToArray(), features, parametersAt);
        return true;
    }

    /// <summary>The value of parameter <paramref name="id"/>, the first one if it is there twice.</summary>
    public bool TryFindParameter(ulong id, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_parametersAt);
        while (TryReadParameter(ref rest, out ulong found, out value))
        {
            if (found == id)
                return true;
        }
        value = default;
        return false;
    }

    private static bool TryReadParameter(scoped ref ReadOnlySpan<byte> rest, out ulong id, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Varint.TryRead(ref rest, out id) || !Varint.TryRead(ref rest, out ulong length) || length > (ulong)rest.Length)
            return false;
        value = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }
}
