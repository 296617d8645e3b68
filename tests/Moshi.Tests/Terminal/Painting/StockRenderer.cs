using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>
/// What stock mosh 1.4 would write (mosh-protocol §8.7.1): the measure for the product's own painters. The recorded sessions of stock programs prove it.
/// </summary>
/// <remarks>
/// It assumes about the receiver: full-screen margins, origin and insert mode off, autowrap on, cursor and pen as in the old picture. It assumes nothing
/// about a pending wrap, and never leaves one behind that it has not told itself of.
/// </remarks>
internal sealed partial class StockRenderer(StockRenderer.Facts profile)
{
    private const int Unknown = -1;

    /// <summary>What stock asks terminfo about.</summary>
    internal readonly record struct Facts(bool EraseCharacters, bool BackColorErase, bool Titles)
    {
        internal static Facts Wire => new(true, true, true);
    }

    private readonly StockPaintBuffer _out = new();
    private Framebuffer _from = null!;
    private Framebuffer _to = null!;

    /// <summary>Rows that the receiver shows now, after a scroll; null where it must be taken as unknown.</summary>
    private Row?[] _shown = [];

    // What the receiver's cursor and pen are at this point of the output.
    private int _row;
    private int _column;
    private Style _pen;
    private int _penId;
    private bool _cursorVisible;

    /// <summary>
    /// The bytes that turn <paramref name="from"/> into <paramref name="to"/>. With <paramref name="isFresh"/> nothing at all is known about the receiver
    /// and every item is painted. Valid until the next call.
    /// </summary>
    internal ReadOnlySpan<byte> Render(Framebuffer from, Framebuffer to, bool isFresh)
    {
        _from = from;
        _to = to;
        _out.Clear();
        if (from.BellCount != to.BellCount)
            _out.Add(0x07);

        RenderTitles(isFresh);
        if (!string.Equals(from.Clipboard, to.Clipboard, StringComparison.Ordinal))
        {
            _out.Add("\u001b]52;c;"u8);
            _out.AddText(to.Clipboard);
            _out.Add(0x07);
        }

        if (isFresh || from.Modes.ReverseVideo != to.Modes.ReverseVideo)
            _out.AddPrivateMode(5, to.Modes.ReverseVideo);

        bool isRepaint = isFresh || from.Columns != to.Columns || from.Rows != to.Rows;
        Begin(isRepaint);
        int row = isRepaint ? 0 : RenderScroll();
        bool isWrap = false;
        for (; row < to.Rows; row++)
            isWrap = RenderRow(row, isWrap);

        Finish(isRepaint);
        Forget();
        return _out.Written;
    }

    private void Begin(bool isRepaint)
    {
        if (_shown.Length < _to.Rows)
            _shown = new Row?[_to.Rows];

        if (isRepaint)
        {
            _out.Add("\u001b[r\u001b[0m\u001b[H\u001b[2J\u001b[?25l"u8);
            Array.Clear(_shown);
            (_row, _column) = (0, 0);
            SetKnownPen(default);
            _cursorVisible = false;
            return;
        }

        for (int row = 0; row < _to.Rows; row++)
            _shown[row] = _from.RowAt(row);

        (_row, _column) = (_from.CursorRow, _from.CursorColumn);
        SetKnownPen(_from.Pen);
        _cursorVisible = _from.Modes.CursorVisible;
    }

    private void Finish(bool isRepaint)
    {
        if (_row != _to.CursorRow || _column != _to.CursorColumn)
            Move(_to.CursorRow, _to.CursorColumn);

        DisplayModes before = _from.Modes;
        DisplayModes after = _to.Modes;
        if (isRepaint || _cursorVisible != after.CursorVisible)
            _out.AddPrivateMode(25, after.CursorVisible);

        if (isRepaint || _pen != _to.Pen)
            _out.AddStyle(_to.Pen);

        if (isRepaint || before.BracketedPaste != after.BracketedPaste)
            _out.AddPrivateMode(2004, after.BracketedPaste);

        if (isRepaint || before.MouseReporting != after.MouseReporting)
            RenderMouseReporting(before.MouseReporting, after.MouseReporting);

        if (isRepaint || before.FocusEvents != after.FocusEvents)
            _out.AddPrivateMode(1004, after.FocusEvents);

        if (isRepaint || before.MouseEncoding != after.MouseEncoding)
            RenderMouseEncoding(before.MouseEncoding, after.MouseEncoding);
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
        _out.AddText(title);
        _out.Add(0x07);
    }

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
            _out.Add("\u001b[?1015l\u001b[?1006l\u001b[?1005l"u8);
            return;
        }

        if (before != MouseEncoding.Default && before != after)
            _out.AddPrivateMode((int)before, false);

        _out.AddPrivateMode((int)after, true);
    }

    /// <summary>Moves the cursor, which must be elsewhere, by the shortest of the ways that stock uses.</summary>
    private void Move(int row, int column)
    {
        const int ShortMove = 4;
        int down = row - _row;
        int left = _column - column;
        if (_row != Unknown && column == 0 && down is >= 0 and <= ShortMove)
        {
            if (_column != 0)
                _out.Add((byte)'\r');

            _out.Repeat((byte)'\n', down);
        }
        else if (_row != Unknown && down == 0 && left is > 0 and <= ShortMove && _column < _to.Columns)
        {
            // Past the last column the receiver's cursor has not moved on, so a backspace would land one short (quirk Q4).
            _out.Repeat((byte)'\b', left);
        }
        else
        {
            _out.AddCursorPosition(row, column);
        }

        (_row, _column) = (row, column);
    }

    /// <summary>Moves the cursor if it is elsewhere, hidden so that it does not flicker over the screen.</summary>
    private void MoveSilently(int row, int column)
    {
        if (_row == row && _column == column)
            return;

        if (_cursorVisible)
        {
            _out.AddPrivateMode(25, false);
            _cursorVisible = false;
        }

        Move(row, column);
    }

    private void ForgetPosition() => (_row, _column) = (Unknown, Unknown);

    private void SetKnownPen(in Style style)
    {
        _pen = style;
        _penId = Unknown;
    }

    private void SelectStyle(int styleId)
    {
        if (styleId == _penId)
            return;

        Style style = _to.Symbols.StyleOf(styleId);
        if (style != _pen)
        {
            _out.AddStyle(style);
            _pen = style;
        }

        _penId = styleId;
    }

    /// <summary>Drops the references to pictures, so that a painter at rest does not keep old rows alive.</summary>
    private void Forget()
    {
        Array.Clear(_shown);
        _from = null!;
        _to = null!;
    }
}
