using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>
/// The rows of a picture, top to bottom, kept in a ring: scrolling the whole screen moves its beginning, not its rows, whatever its height. A ring holds
/// its rows, one for each place; copying the struct moves it, and the copy before must not be used any more.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct RowRing
{
    private Row[] _slots;
    private int _first;

    /// <summary>A ring that holds these rows.</summary>
    internal RowRing(ReadOnlySpan<Row> rows)
    {
        _slots = rows.ToArray();
        foreach (Row row in rows)
            row.Hold();
    }

    internal readonly int Count => _slots.Length;

    /// <summary>True for <c>default</c>: no rows at all.</summary>
    internal readonly bool IsMissing => _slots is null;

    internal readonly Row this[int row] => _slots[SlotOf(row)];

    /// <summary>Puts a row in the place of another.</summary>
    internal readonly void Put(int row, Row by, RowPool pool)
    {
        ref Row slot = ref _slots[SlotOf(row)];
        by.Hold();
        pool.LetGo(slot);
        slot = by;
    }

    /// <summary>Shares the rows of another ring; takes a new array only if the counts differ.</summary>
    internal void CopyFrom(in RowRing source, RowPool pool)
    {
        if (source.IsMissing)
        {
            Clear(pool);
            this = default;
            return;
        }

        if (_slots is null || _slots.Length != source._slots.Length)
        {
            Clear(pool);
            _slots = new Row[source._slots.Length];
        }

        Row?[] slots = _slots;
        for (int slot = 0; slot < slots.Length; slot++)
        {
            Row? before = slots[slot];
            Row row = source._slots[slot];
            if (ReferenceEquals(before, row))
                continue;

            row.Hold();
            slots[slot] = row;
            if (before is not null)
                pool.LetGo(before);
        }

        _first = source._first;
    }

    /// <summary>Lets go of all rows. Nothing but <see cref="CopyFrom"/> may follow.</summary>
    internal readonly void Clear(RowPool pool)
    {
        for (int slot = 0; _slots is not null && slot < _slots.Length; slot++)
        {
            if (_slots[slot] is { } row)
                pool.LetGo(row);

            _slots[slot] = null!;
        }
    }

    /// <summary>Moves the rows of [top, top + height) up by a number of rows; the uppermost come in again at the bottom of the range.</summary>
    internal void RotateUp(int top, int height, int count)
    {
        if (height == _slots.Length)
        {
            _first = SlotOf(count == height ? 0 : count);
            return;
        }

        Straighten();
        if (count == 1)
        {
            Row uppermost = _slots[top];
            Array.Copy(_slots, top + 1, _slots, top, height - 1);
            _slots[top + height - 1] = uppermost;
            return;
        }

        if (count == height - 1)
        {
            Row lowest = _slots[top + count];
            Array.Copy(_slots, top, _slots, top + 1, count);
            _slots[top] = lowest;
            return;
        }

        Rotate(_slots.AsSpan(top, height), count);
    }

    /// <summary>Moves all rows up by one; the uppermost comes in again at the bottom, and its place is returned.</summary>
    internal ref Row TurnOne()
    {
        int turned = _first;
        _first = turned + 1 == _slots.Length ? 0 : turned + 1;
        return ref _slots[turned];
    }

    /// <summary>Puts row 0 into slot 0, so that ranges of rows are ranges of slots.</summary>
    private void Straighten()
    {
        if (_first != 0)
        {
            Rotate(_slots, _first);
            _first = 0;
        }
    }

    private readonly int SlotOf(int row)
    {
        if ((uint)row >= (uint)_slots.Length)
            ThrowOutOfRange(row);

        int slot = row + _first;
        return slot < _slots.Length ? slot : slot - _slots.Length;
    }

    private static void Rotate(Span<Row> rows, int count)
    {
        rows[..count].Reverse();
        rows[count..].Reverse();
        rows.Reverse();
    }

    [DoesNotReturn]
    private static void ThrowOutOfRange(int row) => throw new ArgumentOutOfRangeException(nameof(row), row, "The row is not on the grid.");
}
