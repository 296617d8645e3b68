using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Painting;

internal sealed partial class StockRenderer
{
    /// <summary>What the rows hold that a scroll brings in: blanks in the default style, which is selected before it.</summary>
    private Row? _blankRow;

    /// <summary>
    /// If the top of the new picture is found further down in the old one, scrolls the receiver by that much (mosh-protocol §8.7). Returns the first row
    /// that still has to be painted.
    /// </summary>
    private int RenderScroll()
    {
        int rows = _to.Rows;
        if (!TryFindScroll(out int height, out int distance))
            return 0;

        int region = height + distance;
        _out.Add("\u001b[0m"u8);
        SetKnownPen(default);
        if (region == rows && _row == rows - 1)
        {
            _out.Add((byte)'\r');
            _out.Repeat((byte)'\n', distance);
            _column = 0;
        }
        else
        {
            _out.Add("\u001b[1;"u8);
            _out.AddNumber(region);
            _out.Add((byte)'r');

            // Setting margins has sent the receiver's cursor home.
            ForgetPosition();
            MoveSilently(region - 1, 0);
            _out.Repeat((byte)'\n', distance);
            _out.Add("\u001b[r"u8);
            ForgetPosition();
        }

        if (_blankRow?.Columns != _to.Columns)
            _blankRow = new Row(_to.Columns);

        for (int row = 0; row < region; row++)
            _shown[row] = row < height ? _from.RowAt(row + distance) : _blankRow;

        return height;
    }

    /// <summary>Finds the rows [0, height) of the new picture <paramref name="distance"/> rows further down in the old one.</summary>
    private bool TryFindScroll(out int height, out int distance)
    {
        int rows = _to.Rows;
        height = 0;
        distance = 1;
        if (_to.SameRow(0, _from, 0))
            return false;

        while (distance < rows && !IsScrolled(distance))
            distance++;

        while (height + distance < rows && _to.SameRow(height, _from, height + distance))
            height++;

        return distance < rows && IsWorthwhile(height, distance);
    }

    private bool IsScrolled(int distance)
    {
        Row wanted = _to.RowAt(0);
        Row shown = _from.RowAt(distance);
        return ReferenceEquals(wanted, shown) || (wanted.Used > 0 && wanted.SameAs(_to.Symbols, shown, _from.Symbols));
    }

    /// <summary>
    /// Equal contents alone can be chance: scrolling must spare more rows than it destroys. A receiver that had the rows in place before would have
    /// to be sent them again.
    /// </summary>
    private bool IsWorthwhile(int height, int distance)
    {
        int gain = 0;
        for (int row = 0; row < height + distance; row++)
        {
            bool isInPlace = _to.SameRow(row, _from, row);
            gain += row < height ? (isInPlace ? 0 : 1) : (isInPlace && _to.RowAt(row).Used > 0 ? -1 : 0);
        }

        return gain > 0;
    }
}
