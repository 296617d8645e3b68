using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>
    /// Changes the size of the screen; the same size changes nothing. Sizes are clamped. The lines of the primary screen are wrapped anew, and the cursor
    /// stays on its character; the alternate screen is cut or extended.
    /// </summary>
    public void Resize(int columns, int rows)
    {
        columns = Math.Clamp(columns, 1, Framebuffer.MaxSide);
        rows = Math.Clamp(rows, 1, Framebuffer.MaxSide);
        if (columns == _screen.Columns && rows == _screen.Rows)
            return;

        CatchUp();
        bool isAlternate = _screen.IsAlternate;
        SavedCursor primary = isAlternate ? _inactiveSaved : _saved;
        int edge = _screen.Columns;
        var saved = new TrackedPoint(primary.Row, primary.Column);
        Span<TrackedPoint> points =
        [
            isAlternate ? saved : new TrackedPoint(_screen.CursorRow, _pendingWrap && _right == edge - 1 ? edge : _screen.CursorColumn),
            saved,
        ];
        Reflow.Resize(_screen, _history, columns, rows, points);
        _tabs.Resize(columns);
        ResetMargins();
        _inactiveMargins = new Margins(0, 0, rows - 1, columns - 1);
        EndCluster();
        PlaceSavedCursor(isAlternate, points[1], columns, rows);
        if (!isAlternate)
        {
            _screen.MoveCursor(points[0].Row, points[0].Column);
            _pendingWrap = points[0].Column == columns;
        }
        else
        {
            _pendingWrap = false;
        }

        AfterResize();
    }

    private void PlaceSavedCursor(bool isAlternate, TrackedPoint point, int columns, int rows)
    {
        ref SavedCursor saved = ref isAlternate ? ref _inactiveSaved : ref _saved;
        saved = saved with
        {
            Row = Math.Clamp(point.Row, 0, rows - 1),
            Column = Math.Clamp(point.Column, 0, columns - 1),
        };
    }
}
