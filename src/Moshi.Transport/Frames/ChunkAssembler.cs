using Moshi.Transport.Buffers;
using Moshi.Transport.Datagrams;

namespace Moshi.Transport.Frames;

/// <summary>
/// Puts the chunks of one frame together, in whatever order they come, and restores a missing one of a group whose parity is there. A chunk of a newer frame ends the assembly.
/// Memory is in proportion to what has arrived, and at most twice <see cref="Reassembler.MaxBytes"/>.
/// </summary>
public sealed class ChunkAssembler
{
    private readonly PieceList _chunks = new();
    private readonly PieceList _parities = new();
    private readonly ByteBuffer _ordered = new();
    private ulong _nextId;
    private ulong _id;
    private int _count;
    private int _size;
    private int _lastLength;
    private byte[] _scratch = [];

    /// <summary>True while chunks are missing.</summary>
    public bool IsIncomplete => _count > 0;

    /// <summary>Chunks that parity has restored, since the start.</summary>
    public long Restored { get; private set; }

    /// <summary>True for a frame that is complete already, or was given up for a newer one.</summary>
    public bool IsOver(ulong id) => id < _nextId;

    /// <summary>Adds a chunk. When complete, <paramref name="whole"/> is the contents of a container, valid until the next call.</summary>
    public ReassemblyVerdict Add(scoped in ChunkFrame chunk, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        bool isLast = chunk.Index == chunk.Count - 1;
        if (!TryBegin(chunk.Id, chunk.Count, isLast ? 0 : chunk.Contents.Length, isLast ? chunk.Contents.Length : 0))
            return ReassemblyVerdict.Conflict;
        if (_chunks.TryFind(chunk.Index, out ReadOnlySpan<byte> known))
            return known.SequenceEqual(chunk.Contents) ? ReassemblyVerdict.Incomplete : ReassemblyVerdict.Conflict;
        if (!TryStore(_chunks, chunk.Index, chunk.Contents))
            return ReassemblyVerdict.TooLong;
        return Finish(chunk.Index / ParityFrame.GroupSize, out whole);
    }

    /// <summary>Adds the parity of a group; otherwise like <see cref="Add(in ChunkFrame, out ReadOnlySpan{byte})"/>.</summary>
    public ReassemblyVerdict Add(scoped in ParityFrame parity, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        if (!TryBegin(parity.Id, parity.Count, parity.Contents.Length, parity.LastLength))
            return ReassemblyVerdict.Conflict;
        if (_parities.Has(parity.Group))
            return ReassemblyVerdict.Incomplete;
        if (!TryStore(_parities, parity.Group, parity.Contents))
            return ReassemblyVerdict.TooLong;
        return Finish(parity.Group, out whole);
    }

    // Lengths that are not known yet are 0. All chunks but the last are equally long, and the last is not longer.
    private bool TryBegin(ulong id, int count, int size, int lastLength)
    {
        if (id < _nextId)
            return false;
        if (!IsIncomplete || id > _id)
        {
            Clear();
            _nextId = _id = id;
            _count = count;
        }
        (int newSize, int newLast) = (size == 0 ? _size : size, lastLength == 0 ? _lastLength : lastLength);
        if (count != _count || (_size != 0 && newSize != _size) || (_lastLength != 0 && newLast != _lastLength) || (newSize != 0 && newLast > newSize))
            return false;
        (_size, _lastLength) = (newSize, newLast);
        return true;
    }

    private bool TryStore(PieceList to, int index, ReadOnlySpan<byte> contents)
    {
        if (to.TotalBytes + contents.Length <= Reassembler.MaxBytes)
        {
            to.Add(index, contents);
            return true;
        }
        GiveUp();
        return false;
    }

    private ReassemblyVerdict Finish(int group, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        Restore(group);
        if (_chunks.Count < _count)
            return ReassemblyVerdict.Incomplete;
        _ordered.Clear();
        _chunks.CopyTo(_ordered);
        whole = _ordered.Written;
        GiveUp();
        return ReassemblyVerdict.Complete;
    }

    private void Restore(int group)
    {
        if (!_parities.TryFind(group, out ReadOnlySpan<byte> parity))
            return;
        int first = group * ParityFrame.GroupSize;
        int end = Math.Min(first + ParityFrame.GroupSize, _count);
        int missing = -1;
        for (int index = first; index < end; index++)
        {
            if (_chunks.Has(index))
                continue;
            if (missing >= 0)
                return;
            missing = index;
        }
        if (missing < 0)
            return;
        if (_scratch.Length < parity.Length)
            _scratch = new byte[DatagramSizes.MaximumReceivedBytes];
        Span<byte> restored = _scratch.AsSpan(0, parity.Length);
        parity.CopyTo(restored);
        for (int index = first; index < end; index++)
        {
            if (_chunks.TryFind(index, out ReadOnlySpan<byte> chunk))
                Parity.Mix(restored, chunk);
        }
        if (TryStore(_chunks, missing, missing == _count - 1 ? restored[.._lastLength] : restored))
            Restored++;
    }

    private void GiveUp()
    {
        _nextId = _id + 1;
        Clear();
    }

    private void Clear()
    {
        _chunks.Clear();
        _parities.Clear();
        _count = _size = _lastLength = 0;
    }
}
