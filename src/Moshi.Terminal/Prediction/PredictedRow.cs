using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// The guesses about one row of the screen: one slot per column, in flat arrays that live as long as the screen has its width. Used by the
/// engine only.
/// </summary>
internal sealed class PredictedRow(int columns)
{
    /// <summary>Earlier contents that are remembered per cell. Keys typed over a cell faster than the host answers are few.</summary>
    private const int OriginalsPerCell = 4;

    private readonly PredictedCell[] _cells = new PredictedCell[columns];
    private readonly Cell[] _originals = new Cell[columns * OriginalsPerCell];

    /// <summary>First column that may hold an active guess.</summary>
    public int Start { get; private set; } = columns;

    /// <summary>End of the columns that may hold an active guess.</summary>
    public int End { get; private set; }

    public ref PredictedCell this[int column] => ref _cells[column];

    /// <summary>
    /// Makes the slot ready for a new guess. What the cell showed before is remembered, the last guess about it and what the host shows, because
    /// seeing it again proves nothing.
    /// </summary>
    public ref PredictedCell Renew(int column, Cell shown, ulong expiration, ulong epoch, long nowMs)
    {
        ref PredictedCell slot = ref _cells[column];
        if (slot.IsActive && !slot.IsUnknown)
        {
            Remember(column, ref slot, slot.Replacement);
        }
        else
        {
            slot = default;
        }

        Remember(column, ref slot, shown);
        slot.IsActive = true;
        slot.IsUnknown = false;
        slot.Expiration = expiration;
        slot.Epoch = epoch;
        slot.MadeMs = nowMs;
        Start = Math.Min(Start, column);
        End = Math.Max(End, column + 1);
        return ref slot;
    }

    /// <summary>True when the cell held these contents before the guess, or may have.</summary>
    public bool WasShown(int column, Cell contents)
    {
        int count = _cells[column].OriginalCount;
        if (count > OriginalsPerCell)
        {
            return true;
        }

        foreach (Cell original in _originals.AsSpan(column * OriginalsPerCell, count))
        {
            if (SameContents(original, contents))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets all guesses.</summary>
    public void Clear()
    {
        for (int column = Start; column < End; column++)
        {
            _cells[column].IsActive = false;
        }

        Start = _cells.Length;
        End = 0;
    }

    /// <summary>Narrows <see cref="Start"/> and <see cref="End"/> to what is active.</summary>
    public void Trim()
    {
        while (Start < End && !_cells[Start].IsActive)
        {
            Start++;
        }

        while (End > Start && !_cells[End - 1].IsActive)
        {
            End--;
        }

        if (Start == End)
        {
            Start = _cells.Length;
            End = 0;
        }
    }

    /// <summary>Brings all cells to another symbol table.</summary>
    public void Import(SymbolTable source, SymbolTable target)
    {
        for (int column = Start; column < End; column++)
        {
            ref PredictedCell slot = ref _cells[column];
            if (!slot.IsActive)
            {
                continue;
            }

            slot.Replacement = target.Import(source, slot.Replacement);
            int count = Math.Min(slot.OriginalCount, OriginalsPerCell);
            foreach (ref Cell original in _originals.AsSpan(column * OriginalsPerCell, count))
            {
                original = target.Import(source, original);
            }
        }
    }

    /// <summary>
    /// True when two cells of one table look alike as prediction sees it (mosh-protocol §9.4): whatever their style, and nothing like a space.
    /// </summary>
    public static bool SameContents(Cell left, Cell right) =>
        left.LooksEmpty || right.LooksEmpty ? left.LooksEmpty && right.LooksEmpty : left.SameSymbol(right);

    private void Remember(int column, ref PredictedCell slot, Cell contents)
    {
        if (slot.OriginalCount > OriginalsPerCell || (slot.OriginalCount > 0 && WasShown(column, contents)))
        {
            return;
        }

        if (slot.OriginalCount < OriginalsPerCell)
        {
            _originals[(column * OriginalsPerCell) + slot.OriginalCount] = contents;
        }

        slot.OriginalCount++;
    }
}
