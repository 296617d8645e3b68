using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// Writes the bytes that turn one picture into another, in the language that a <see cref="PaintProfile"/> allows. Both painters are this renderer.
/// </summary>
/// <remarks>
/// <para>Where there are several ways (a difference, an erased line and what is left, a shifted row, a scrolled region, a cleared screen), each is written and
/// the shortest kept, so that the choice rests on bytes and not on a model of them.</para>
/// <para>It assumes about the receiver: full-screen margins, origin and insert mode off, autowrap on, cursor and pen as in the old picture. It assumes
/// nothing about a pending wrap, and never leaves one behind that it has not told itself of.</para>
/// </remarks>
internal sealed partial class Renderer(PaintProfile profile)
{
    private const int Unknown = PaintPosition.Unknown;

    /// <summary>Longest title that a terminal is sent, in UTF-16 code units: far more than any window shows.</summary>
    private const int MaxTitleLength = 1024;

    /// <summary>Bells that are rung at most when many have been missed.</summary>
    private const uint MaxBells = 32;

    private readonly PaintBuffer _out = new();
    private readonly PictureProjection _projection = new(profile);
    private Framebuffer _from = null!;
    private Framebuffer _to = null!;
    private PaintPosition _at;
    private bool _hidesCursor;

    /// <summary>
    /// The bytes that turn <paramref name="from"/> into <paramref name="to"/>. Valid until the next call.
    /// </summary>
    /// <param name="from">What the receiver shows.</param>
    /// <param name="to">What it shall show.</param>
    /// <param name="isFresh">Nothing at all is known about the receiver: every item is painted.</param>
    /// <param name="isPositionLost">Cursor, its visibility and pen are not those of <paramref name="from"/>.</param>
    /// <param name="isAtomic">The receiver shows nothing of the job before its end, so the cursor need not be hidden.</param>
    internal ReadOnlySpan<byte> Render(Framebuffer from, Framebuffer to, bool isFresh, bool isPositionLost = false, bool isAtomic = false)
    {
        _from = from;
        _to = to;
        _hidesCursor = profile.HidesCursor && !isAtomic;
        _out.Clear();
        _projection.Begin();
        // A stock client counts them: one bell for two, told from a state before both, would be the one that it has rung already. Who has just come hears one.
        for (uint bells = Math.Min(to.BellCount - from.BellCount, isFresh ? 1u : MaxBells); bells > 0; bells--)
            _out.Add(0x07);

        RenderTitles(isFresh);
        if (isFresh || from.Modes.ReverseVideo != to.Modes.ReverseVideo)
            _out.AddPrivateMode(5, to.Modes.ReverseVideo);

        bool isRepaint = isFresh || from.Columns != to.Columns || from.Rows != to.Rows;
        RenderScreen(isRepaint, isPositionLost);
        RenderModes(isRepaint);
        _from = null!;
        _to = null!;
        return _out.Written;
    }

    private void RenderScreen(bool isRepaint, bool isPositionLost)
    {
        Prepare(isRepaint);
        if (isRepaint)
        {
            _at = new PaintPosition { PenId = Unknown, CursorVisible = !_to.Modes.CursorVisible };
            if (profile.HidesCursor)
            {
                _out.AddPrivateMode(25, false);
                _at.CursorVisible = false;
            }

            _out.Add("\u001b[r"u8);
            SelectStyle(0);
            _out.Add("\u001b[H\u001b[2J"u8);
            Paint(default, clears: true);
            return;
        }

        _at = new PaintPosition
        {
            Row = isPositionLost ? Unknown : _from.CursorRow,
            Column = isPositionLost ? Unknown : _from.CursorColumn == _from.Columns - 1 ? _from.Columns : _from.CursorColumn,
            PenId = isPositionLost ? Unknown : _projection.StyleId(_from, _from.Pen),
            CursorVisible = isPositionLost ? !_to.Modes.CursorVisible : _from.Modes.CursorVisible,
        };
        PaintShortest();
    }

    /// <summary>Paints by each of the ways that look promising, and keeps the shortest.</summary>
    private void PaintShortest()
    {
        PaintPosition start = _at;
        int mark = _out.Length;
        Paint(default, clears: false);
        if (!_hasRowsToPaint)
            return;

        if (TryFindScroll(out ScrollPlan plan))
            Try(mark, start, plan, clears: false);

        if (profile.EraseDisplay && !profile.HidesCursor && IsClearingPromising())
            Try(mark, start, default, clears: true);
    }

    private void Try(int mark, in PaintPosition start, ScrollPlan plan, bool clears)
    {
        int end = _out.Length;
        PaintPosition reached = _at;
        _at = start;
        if (clears)
        {
            SelectForErase(0);
            _out.Add("\u001b[2J"u8);
        }

        Paint(plan, clears);
        KeepShorter(mark, end, reached);
    }

    /// <summary>Of two ways written one after the other, keeps the second if it is shorter. Returns true when it is.</summary>
    private bool KeepShorter(int mark, int end, in PaintPosition reached)
    {
        if (_out.Length - end < end - mark)
        {
            _out.Remove(mark, end);
            return true;
        }

        _out.Truncate(end);
        _at = reached;
        return false;
    }

    /// <summary>Scrolls, paints all rows, and leaves the cursor and the pen as they shall be.</summary>
    private void Paint(ScrollPlan plan, bool clears)
    {
        ResetShownRows(clears);
        if (plan.Distance != 0)
            Scroll(plan);

        PaintRows();
        if (_at.Row != _to.CursorRow || _at.Column != _to.CursorColumn)
            MoveToCursor();

        if (_at.CursorVisible != _to.Modes.CursorVisible)
        {
            _out.AddPrivateMode(25, _to.Modes.CursorVisible);
            _at.CursorVisible = _to.Modes.CursorVisible;
        }

        SelectStyle(_projection.StyleId(_to, _to.Pen));
    }

    private void RenderTitles(bool isFresh)
    {
        bool isSame = string.Equals(_from.Title, _to.Title, StringComparison.Ordinal)
            && string.Equals(_from.IconName, _to.IconName, StringComparison.Ordinal);
        if (!profile.Titles || !_to.TitleWasSet || (isSame && !isFresh))
            return;

        if (string.Equals(_to.Title, _to.IconName, StringComparison.Ordinal))
        {
            RenderTitle("\u001b]0;"u8, _to.Title);
            return;
        }

        RenderTitle("\u001b]1;"u8, _to.IconName);
        RenderTitle("\u001b]2;"u8, _to.Title);
    }

    private void RenderTitle(ReadOnlySpan<byte> command, string title)
    {
        _out.Add(command);
        _out.AddCleanText(title, profile.UsesStockWidths ? PictureProjection.MaxTitleLength : MaxTitleLength);
        _out.Add(0x07);
    }

    private void RenderModes(bool isRepaint)
    {
        DisplayModes before = _from.Modes;
        DisplayModes after = _to.Modes;
        if (isRepaint || before.BracketedPaste != after.BracketedPaste)
            _out.AddPrivateMode(2004, after.BracketedPaste);

        if (isRepaint || before.MouseReporting != after.MouseReporting)
            RenderMouseReporting(before.MouseReporting, after.MouseReporting);

        if (isRepaint || before.FocusEvents != after.FocusEvents)
            _out.AddPrivateMode(1004, after.FocusEvents);

        MouseEncoding encodingBefore = Known(before.MouseEncoding);
        MouseEncoding encodingAfter = Known(after.MouseEncoding);
        if (isRepaint || encodingBefore != encodingAfter)
            RenderMouseEncoding(encodingBefore, encodingAfter);
    }

    /// <summary>Where reports in pixels are not known, those in cells that are written alike: a program reads them, if not to the pixel.</summary>
    private MouseEncoding Known(MouseEncoding encoding) =>
        encoding == MouseEncoding.SgrPixels && !profile.PixelMouse ? MouseEncoding.Sgr : encoding;

    private void RenderMouseReporting(MouseReporting before, MouseReporting after)
    {
        if (after == MouseReporting.None)
        {
            if (before == MouseReporting.X10)
            {
                // Stock forgets this one, which stays on in the outer terminal (quirk Q35).
                _out.AddPrivateMode((int)before, false);
            }

            _out.Add("\u001b[?1003l\u001b[?1002l\u001b[?1001l\u001b[?1000l"u8);
            return;
        }

        if (before != MouseReporting.None && before != after)
            _out.AddPrivateMode((int)before, false);

        _out.AddPrivateMode((int)after, true);
    }

    private void RenderMouseEncoding(MouseEncoding before, MouseEncoding after)
    {
        if (after == MouseEncoding.Default)
        {
            if (before == MouseEncoding.SgrPixels)
                _out.AddPrivateMode((int)before, false);

            _out.Add("\u001b[?1015l\u001b[?1006l\u001b[?1005l"u8);
            return;
        }

        if (before != MouseEncoding.Default && before != after)
            _out.AddPrivateMode((int)before, false);

        _out.AddPrivateMode((int)after, true);
    }
}
