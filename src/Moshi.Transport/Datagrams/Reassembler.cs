using Moshi.Transport.Buffers;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Puts the fragments of one instruction together, in whatever order they come. A fragment of another instruction ends the assembly, unless it is whole by
/// itself. Memory is bounded whatever the peer sends: <see cref="MaxBytes"/> of pieces and one table entry per possible index.
/// </summary>
public sealed class Reassembler
{
    /// <summary>Most compressed bytes of an instruction: its inflated size is limited to 4 MiB, and zlib adds little in the worst case.</summary>
    public const int MaxBytes = (4 << 20) + (64 << 10);

    private const int KeptPieces = 1024;

    private readonly ByteBuffer _arrived = new();
    private readonly ByteBuffer _ordered = new();
    private Piece[] _pieces = new Piece[16];
    private ulong _id;
    private int _count;
    private int _highest;
    private int _finalIndex;

    public Reassembler() => Reset();

    /// <summary>Adds one fragment. When complete, <paramref name="whole"/> is the compressed instruction, valid until the next call.</summary>
    public ReassemblyVerdict Add(FragmentHeader header, ReadOnlySpan<byte> contents, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        if (_count > 0 && header.Id != _id)
        {
            if (header is { IsFinal: true, Index: 0 })
            {
                whole = contents;
                return ReassemblyVerdict.Complete;
            }
            Reset();
        }
        if (_count == 0 && header is { IsFinal: true, Index: 0 })
        {
            whole = contents;
            return ReassemblyVerdict.Complete;
        }
        _id = header.Id;
        if (header.Index < _pieces.Length && _pieces[header.Index].IsThere)
            return IsRepeat(header, contents) ? ReassemblyVerdict.Incomplete : ReassemblyVerdict.Conflict;
        if (header.IsFinal ? _finalIndex >= 0 || header.Index < _highest : _finalIndex >= 0 && header.Index > _finalIndex)
            return ReassemblyVerdict.Conflict;
        if (_arrived.Length + contents.Length > MaxBytes)
        {
            Reset();
            return ReassemblyVerdict.TooLong;
        }
        Store(header, contents);
        if (_finalIndex < 0 || _count <= _finalIndex)
            return ReassemblyVerdict.Incomplete;
        whole = Gather();
        return ReassemblyVerdict.Complete;
    }

    private bool IsRepeat(FragmentHeader header, ReadOnlySpan<byte> contents)
    {
        var piece = _pieces[header.Index];
        return header.IsFinal == (header.Index == _finalIndex) && contents.SequenceEqual(_arrived.Written.Slice(piece.Start, piece.Length));
    }

    private void Store(FragmentHeader header, ReadOnlySpan<byte> contents)
    {
        if (header.Index >= _pieces.Length)
            Array.Resize(ref _pieces, Math.Max(_pieces.Length * 2, header.Index + 1));
        _pieces[header.Index] = new Piece(_arrived.Length, contents.Length, IsThere: true);
        _arrived.Append(contents);
        _count++;
        _highest = Math.Max(_highest, header.Index);
        if (header.IsFinal)
            _finalIndex = header.Index;
    }

    // Leaves the assembly empty; what is returned stays in the buffers until they are written again.
    private ReadOnlySpan<byte> Gather()
    {
        _ordered.Clear();
        for (var i = 0; i <= _finalIndex; i++)
            _ordered.Append(_arrived.Written.Slice(_pieces[i].Start, _pieces[i].Length));
        Reset();
        return _ordered.Written;
    }

    private void Reset()
    {
        if (_pieces.Length > KeptPieces)
            _pieces = new Piece[16];
        else
            Array.Clear(_pieces);
        _arrived.Clear();
        _count = 0;
        _highest = -1;
        _finalIndex = -1;
    }

    private readonly record struct Piece(int Start, int Length, bool IsThere);
}
