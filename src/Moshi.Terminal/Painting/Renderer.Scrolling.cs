using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

// What moves rows as a whole.
internal sealed partial class Renderer
{
    /// <summary>Bytes that a scroll costs at least, with its moves.</summary>
    private const int ScrollCost = 6;

    /// <summary>Distances further than this are looked for only on screens that are not higher.</summary>
    private const int LongestScroll = 128;

    // By row: a hash of the projected cells, and estimates of what it costs to paint the row over what is there, and on a blank one.
    private ulong[] _wantedHashes = [];
    private ulong[] _givenHashes = [];
    private int[] _costInPlace = [];
    private int[] _costOnBlank = [];
    private int _firstChanged;
    private int _lastChanged;

    /// <summary>Moves the rows at the receiver, and notes what it shows then.</summary>
    private void Scroll(ScrollPlan plan)
    {
        SelectForErase(0);

        bool isFull = plan.Top == 0 && plan.Bottom == _to.Rows - 1;
        bool isBottom = plan.Bottom == _to.Rows - 1;
        bool feeds = isFull && plan.Distance > 0
            && (profile.FeedsHistory || !profile.ScrollCommands || (_at.Row == plan.Bottom && plan.Distance <= 3));
        if (feeds)
        {
            FeedLines(plan);
        }
        else if (isFull && profile.ScrollCommands)
        {
            _out.AddControl(plan.Count, plan.Distance > 0 ? 'S' : 'T');
        }
        else if (isBottom && profile.EditLines)
        {
            MoveSilently(plan.Top, 0);
            _out.AddControl(plan.Count, plan.Distance > 0 ? 'M' : 'L');
        }
        else
        {
            ScrollRegion(plan);
        }

        MoveShownRows(plan);
    }

    private void FeedLines(ScrollPlan plan)
    {
        if (_at.Row != plan.Bottom)
        {
            MoveSilently(plan.Bottom, 0);
        }
        else if (_at.Column < 0 || _at.Column >= _to.Columns)
        {
            _out.Add((byte)'\r');
            _at.Column = 0;
        }

        _out.Repeat((byte)'\n', plan.Count);
    }

    private void ScrollRegion(ScrollPlan plan)
    {
        if (_hidesCursor && _at.CursorVisible)
        {
            _out.AddPrivateMode(25, false);
            _at.CursorVisible = false;
        }

        _out.Add("\u001b["u8);
        if (plan.Top > 0)
            _out.AddNumber(plan.Top + 1);

        _out.Add((byte)';');
        _out.AddNumber(plan.Bottom + 1);
        _out.Add((byte)'r');
        if (profile.ScrollCommands)
        {
            _out.AddControl(plan.Count, plan.Distance > 0 ? 'S' : 'T');
        }
        else
        {
            _out.AddCursorPosition(plan.Bottom, 0);
            _out.Repeat((byte)'\n', plan.Count);
        }

        // Margins send the cursor home, where they are as well when they are taken away.
        _out.Add("\u001b[r"u8);
        (_at.Row, _at.Column) = (0, 0);
    }

    private void MoveShownRows(ScrollPlan plan)
    {
        Span<int> region = _shown.AsSpan(plan.Top, plan.Bottom - plan.Top + 1);
        if (plan.Distance > 0)
        {
            region[plan.Count..].CopyTo(region);
            region[^plan.Count..].Fill(BlankRow);
        }
        else
        {
            region[..^plan.Count].CopyTo(region[plan.Count..]);
            region[..plan.Count].Fill(BlankRow);
        }
    }

    /// <summary>Finds the scroll that promises to save most, if any does.</summary>
    private bool TryFindScroll(out ScrollPlan best)
    {
        best = default;
        EstimateCosts();
        if (_lastChanged - _firstChanged < 1)
            return false;

        int bestGain = 0;
        int reach = Math.Min(_lastChanged - _firstChanged, LongestScroll);
        for (int distance = 1; distance <= reach; distance++)
        {
            Consider(distance, ref best, ref bestGain);
            if (profile.ScrollCommands || profile.EditLines)
                Consider(-distance, ref best, ref bestGain);
        }

        return bestGain > 0;
    }

    /// <summary>The block of rows that gains most by moving them by one distance: the best contiguous sum, less what the rows that come in cost.</summary>
    private void Consider(int distance, ref ScrollPlan best, ref int bestGain)
    {
        int low = Math.Max(_firstChanged, _firstChanged - distance);
        int high = Math.Min(_lastChanged, _lastChanged - distance);
        int start = low;
        int sum = 0;
        for (int row = low; row <= high; row++)
        {
            if (sum <= 0)
                (start, sum) = (row, 0);

            bool isMatch = _wantedHashes[row] == _givenHashes[row + distance];
            sum += _costInPlace[row] - (isMatch ? 0 : _costOnBlank[row]);
            if (!isMatch || sum <= bestGain)
                continue;

            int gain = sum - ScrollCost;
            int blankStart = distance > 0 ? row + 1 : start + distance;
            for (int blank = blankStart; blank < blankStart + Math.Abs(distance); blank++)
                gain += _costInPlace[blank] - _costOnBlank[blank];

            if (gain > bestGain)
            {
                bestGain = gain;
                best = distance > 0 ? new ScrollPlan(start, row + distance, distance) : new ScrollPlan(start + distance, row, distance);
            }
        }
    }

    private bool IsClearingPromising()
    {
        int inPlace = 0;
        int onBlank = 0;
        for (int row = _firstChanged; row <= _lastChanged; row++)
            inPlace += _costInPlace[row];

        for (int row = 0; row < _to.Rows; row++)
            onBlank += row >= _firstChanged && row <= _lastChanged ? _costOnBlank[row] : _to.RowAt(row).Used;

        return onBlank < inPlace;
    }

    private void EstimateCosts()
    {
        int rows = _to.Rows;
        if (_wantedHashes.Length < rows)
        {
            _wantedHashes = new ulong[rows];
            _givenHashes = new ulong[rows];
            _costInPlace = new int[rows];
            _costOnBlank = new int[rows];
        }

        _firstChanged = 0;
        while (_firstChanged < rows && ReferenceEquals(_to.RowAt(_firstChanged), _from.RowAt(_firstChanged)))
            _firstChanged++;

        _lastChanged = rows - 1;
        while (_lastChanged >= _firstChanged && ReferenceEquals(_to.RowAt(_lastChanged), _from.RowAt(_lastChanged)))
            _lastChanged--;

        for (int row = _firstChanged; row <= _lastChanged; row++)
        {
            Cell[] wanted = Wanted(row);
            Cell[] given = Given(row);
            _wantedHashes[row] = Hash(wanted);
            _givenHashes[row] = Hash(given);
            (_costInPlace[row], _costOnBlank[row]) = Estimate(wanted, given);
        }
    }

    private static (int InPlace, int OnBlank) Estimate(Cell[] wanted, Cell[] given)
    {
        int inPlace = 0;
        int onBlank = 0;
        for (int column = 0; column < wanted.Length; column++)
        {
            bool isBlank = wanted[column] == default;
            onBlank += isBlank ? 0 : 1;
            if (wanted[column] != given[column] && !(isBlank && column > 0 && wanted[column - 1] == default))
                inPlace++;
        }

        return (inPlace == 0 ? 0 : inPlace + 3, onBlank == 0 ? 0 : onBlank + 3);
    }

    private static ulong Hash(Cell[] cells)
    {
        ulong hash = 0;
        foreach (Cell cell in cells)
        {
            hash = (hash ^ cell.Bits) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        return hash;
    }
}
