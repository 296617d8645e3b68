namespace Moshi.Terminal.Painting;

// Where the cursor goes, and in what pen.
internal sealed partial class Renderer
{
    private enum Vertical
    {
        None,
        LineFeeds,
        Down,
        Up,
        ReverseIndex,
        Absolute,
    }

    private enum Horizontal
    {
        None,
        Return,
        ReturnForward,
        Backspaces,
        Back,
        Forward,
        Absolute,
    }

    /// <summary>Moves the cursor by the shortest way.</summary>
    private void Move(int row, int column)
    {
        if (PlanMove(row, column, out Vertical vertical, out Horizontal horizontal) < 0)
        {
            _out.AddCursorPosition(row, column);
            (_at.Row, _at.Column) = (row, column);
            return;
        }

        // The column comes first: some of the ways up and down are safe only once no wrap can be pending.
        WriteHorizontal(horizontal, column);
        WriteVertical(vertical, row);
        (_at.Row, _at.Column) = (row, column);
    }

    /// <summary>Moves the cursor if it is elsewhere, hidden first where it would be seen flying over the screen.</summary>
    private void MoveSilently(int row, int column)
    {
        if (_at.Row == row && _at.Column == column)
            return;

        if (_hidesCursor && _at.CursorVisible)
        {
            _out.AddPrivateMode(25, false);
            _at.CursorVisible = false;
        }

        Move(row, column);
    }

    /// <summary>What a move costs in bytes.</summary>
    private int MoveCost(int row, int column)
    {
        int cost = PlanMove(row, column, out _, out _);
        return cost >= 0 ? cost : CursorPositionCost(row, column);
    }

    /// <summary>The shortest way by relative moves and its bytes; negative when CUP is at least as short, or the only way.</summary>
    private int PlanMove(int row, int column, out Vertical vertical, out Horizontal horizontal)
    {
        vertical = Vertical.None;
        horizontal = Horizontal.None;
        if (_at.Row == Unknown)
            return -1;

        int cost = PlanHorizontal(column, out horizontal);
        if (cost < 0)
            return -1;

        int verticalCost = PlanVertical(row, column, out vertical);
        if (verticalCost < 0)
            return -1;

        return cost + verticalCost < CursorPositionCost(row, column) ? cost + verticalCost : -1;
    }

    private int PlanVertical(int row, int column, out Vertical vertical)
    {
        int down = row - _at.Row;
        vertical = Vertical.None;
        if (down == 0)
            return 0;

        if (!profile.AllMoves)
        {
            vertical = Vertical.LineFeeds;
            return down > 0 && column == 0 ? down : -1;
        }

        vertical = Vertical.Absolute;
        int cost = row == 0 ? 3 : 3 + Digits(row + 1);
        int relative = 3 + CountDigits(Math.Abs(down));
        if (relative < cost)
            (vertical, cost) = (down > 0 ? Vertical.Down : Vertical.Up, relative);

        if (down > 0 && down <= cost)
            (vertical, cost) = (Vertical.LineFeeds, down);
        else if (down == -1)
            (vertical, cost) = (Vertical.ReverseIndex, 2);

        return cost;
    }

    private int PlanHorizontal(int column, out Horizontal horizontal)
    {
        int here = _at.Column;
        bool isKnown = here >= 0 && here < _to.Columns;
        horizontal = Horizontal.None;
        if (isKnown && here == column)
            return 0;

        if (column == 0)
        {
            horizontal = Horizontal.Return;
            return 1;
        }

        int cost = int.MaxValue;
        if (isKnown && column < here)
            (horizontal, cost) = (Horizontal.Backspaces, here - column);

        if (!profile.AllMoves)
            return cost <= 4 ? cost : -1;

        if (isKnown)
        {
            int relative = 3 + CountDigits(Math.Abs(column - here));
            if (relative < cost)
                (horizontal, cost) = (column > here ? Horizontal.Forward : Horizontal.Back, relative);
        }

        if (3 + Digits(column + 1) < cost)
            (horizontal, cost) = (Horizontal.Absolute, 3 + Digits(column + 1));

        if (4 + CountDigits(column) < cost)
            (horizontal, cost) = (Horizontal.ReturnForward, 4 + CountDigits(column));

        return cost;
    }

    private void WriteHorizontal(Horizontal horizontal, int column)
    {
        switch (horizontal)
        {
            case Horizontal.Return:
                _out.Add((byte)'\r');
                break;
            case Horizontal.ReturnForward:
                _out.Add((byte)'\r');
                _out.AddControl(column, 'C');
                break;
            case Horizontal.Backspaces:
                _out.Repeat((byte)'\b', _at.Column - column);
                break;
            case Horizontal.Back:
                _out.AddControl(_at.Column - column, 'D');
                break;
            case Horizontal.Forward:
                _out.AddControl(column - _at.Column, 'C');
                break;
            case Horizontal.Absolute:
                _out.AddControl(column + 1, 'G');
                break;
            default:
                break;
        }
    }

    private void WriteVertical(Vertical vertical, int row)
    {
        switch (vertical)
        {
            case Vertical.LineFeeds:
                _out.Repeat((byte)'\n', row - _at.Row);
                break;
            case Vertical.Down:
                _out.AddControl(row - _at.Row, 'B');
                break;
            case Vertical.Up:
                _out.AddControl(_at.Row - row, 'A');
                break;
            case Vertical.ReverseIndex:
                _out.Add("\u001bM"u8);
                break;
            case Vertical.Absolute:
                _out.AddControl(row + 1, 'd');
                break;
            default:
                break;
        }
    }

    private static int CursorPositionCost(int row, int column) =>
        3 + (row > 0 || column > 0 ? Digits(row + 1) : 0) + (column > 0 ? 1 + Digits(column + 1) : 0);

    private static int Digits(int number) => number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : 4;

    /// <summary>Digits of a count, which is left out when it is 1.</summary>
    private static int CountDigits(int count) => count == 1 ? 0 : Digits(count);

    private void SelectStyle(int styleId)
    {
        if (styleId == _at.PenId)
            return;

        Screen.SymbolTable symbols = _projection.Symbols;
        Screen.Style style = symbols.StyleOf(styleId);
        if (_at.PenId == Unknown)
        {
            StyleWriter.WriteWhole(_out, style);
            SelectLink(style.LinkId);
        }
        else
        {
            Screen.Style pen = symbols.StyleOf(_at.PenId);
            StyleWriter.WriteChange(_out, pen, style);
            if (pen.LinkId != style.LinkId)
                SelectLink(style.LinkId);
        }

        _at.PenId = styleId;
    }

    private void SelectLink(int linkId)
    {
        if (!profile.Links)
            return;

        _out.Add("\u001b]8;"u8);
        if (linkId != 0)
        {
            Screen.LinkTarget link = _projection.Symbols.LinkOf(linkId);
            if (link.Id.Length > 0)
            {
                _out.Add("id="u8);
                _out.AddText(link.Id);
            }

            _out.Add((byte)';');
            _out.AddText(link.Uri);
        }
        else
        {
            _out.Add((byte)';');
        }

        _out.Add("\u001b\\"u8);
    }

    /// <summary>Takes a pen under which spaces look like blanks of a style.</summary>
    /// <param name="styleId">The blanks' style.</param>
    /// <param name="nextStyleId">The style of what is printed behind them, or Unknown.</param>
    private void SelectForBlank(int styleId, int nextStyleId)
    {
        if (profile.ExactBlanks)
        {
            SelectStyle(styleId);
            return;
        }

        if (_at.PenId != Unknown && _projection.BlankStyleId(_at.PenId) == styleId)
            return;

        SelectStyle(nextStyleId != Unknown && _projection.BlankStyleId(nextStyleId) == styleId ? nextStyleId : styleId);
    }

    /// <summary>Takes a pen under which erased cells get a style, which must be such that this can be.</summary>
    private void SelectForErase(int styleId)
    {
        if (_at.PenId == Unknown || _projection.ErasedStyleId(_at.PenId) != styleId)
            SelectStyle(styleId);
    }

    /// <summary>True when erasing gives blanks of this style.</summary>
    private bool CanErase(int styleId)
    {
        if (styleId == 0)
            return true;

        return profile.BackColorErase && _projection.Symbols.StyleOf(styleId).IsBackgroundOnly;
    }
}
