using Moshi.Transport.Buffers;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Puts the fragments of one instruction together, in whatever order they come. A fragment of another instruction ends the assembly, unless it is whole by
/// itself (<see cref="KeepsPieces"/>). Memory is in proportion to what has arrived, and bounded whatever the peer sends: <see cref="MaxBytes"/> of pieces.
/// </summary>
public sealed class Reassembler
{
    /// <summary>Most compressed bytes of an instruction: its inflated size is limited to 4 MiB, and zlib adds little in the worst case.</summary>
    public const int MaxBytes = (4 << 20) + (64 << 10);

    private readonly PieceList _pieces = new();
    private readonly ByteBuffer _ordered = new();
    private ulong _id;
    private int _finalIndex = -1;

    /// <summary>A whole instruction may come between the fragments of a long one. False: as in mosh 1.4, any fragment of another instruction ends the assembly.</summary>
    public bool KeepsPieces { get; init; } = true;

    /// <summary>Adds one fragment. When complete, <paramref name="whole"/> is the compressed instruction, valid until the next call.</summary>
    public ReassemblyVerdict Add(FragmentHeader header, ReadOnlySpan<byte> contents, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        if (_pieces.Count > 0 && header.Id != _id)
        {
            if (KeepsPieces && header is { IsFinal: true, Index: 0 })
            {
                whole = contents;
                return ReassemblyVerdict.Complete;
            }
            Reset();
        }
        if (_pieces.Count == 0 && header is { IsFinal: true, Index: 0 })
        {
            whole = contents;
            return ReassemblyVerdict.Complete;
        }
        _id = header.Id;
        if (_pieces.TryFind(header.Index, out ReadOnlySpan<byte> known))
            return header.IsFinal == (header.Index == _finalIndex) && contents.SequenceEqual(known) ? ReassemblyVerdict.Incomplete : ReassemblyVerdict.Conflict;
        if (header.IsFinal ? _finalIndex >= 0 || header.Index < _pieces.Highest : _finalIndex >= 0 && header.Index > _finalIndex)
            return ReassemblyVerdict.Conflict;
        if (_pieces.TotalBytes + contents.Length > MaxBytes)
        {
            Reset();
            return ReassemblyVerdict.TooLong;
        }
        _pieces.Add(header.Index, contents);
        if (header.IsFinal)
            _finalIndex = header.Index;
        if (_finalIndex < 0 || _pieces.Count <= _finalIndex)
            return ReassemblyVerdict.Incomplete;
        whole = Gather();
        return ReassemblyVerdict.Complete;
    }

    // Leaves the assembly empty.
    private ReadOnlySpan<byte> Gather()
    {
        _ordered.Clear();
        _pieces.CopyTo(_ordered);
        Reset();
        return _ordered.Written;
    }

    private void Reset()
    {
        _pieces.Clear();
        _finalIndex = -1;
    }
}
