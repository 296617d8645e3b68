using System.Runtime.CompilerServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// The lines that have left the primary screen at the top, newest last. They come back when the screen grows; nothing else reads them yet. Bounded by lines
/// and by bytes: the oldest go first, a page at a time.
/// </summary>
internal sealed class LineHistory
{
    /// <summary>Lines kept unless told otherwise.</summary>
    internal const int DefaultMaxLines = 10_000;

    /// <summary>Bytes of text kept at most.</summary>
    internal const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of hyperlinks kept at most: each may have kilobytes, and each cell one of its own.</summary>
    internal const int MaxLinkBytes = 8 * 1024 * 1024;

    private const int MaxSpares = 2;

    private readonly List<HistoryPage> _pages = [];
    private HistoryPage? _newest;

    // Pages hold more lines or fewer: now two are dropped for a new one, now none.
    private readonly Stack<HistoryPage> _spares = new(MaxSpares);

    /// <param name="maxLines">See <see cref="MaxLines"/>.</param>
    internal LineHistory(int maxLines = DefaultMaxLines) => MaxLines = maxLines;

    /// <summary>Lines to keep; 0 keeps none. Up to one page more may be held for a while.</summary>
    internal int MaxLines { get; set; }

    /// <summary>True when no lines are held.</summary>
    internal bool IsEmpty => _pages.Count == 0;

    /// <summary>Number of rows held. To know it, those that came as undrawn text have to be drawn, once each.</summary>
    internal int CountRows()
    {
        int rows = 0;
        foreach (HistoryPage page in _pages)
            rows += page.CountRows();

        return rows;
    }

    /// <summary>Memory that the lines take, without their styles.</summary>
    internal long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (HistoryPage page in _pages)
                bytes += page.Bytes;

            return bytes;
        }
    }

    /// <summary>Memory that the hyperlinks of the lines take, about.</summary>
    internal long LinkBytes
    {
        get
        {
            long bytes = 0;
            foreach (HistoryPage page in _pages)
                bytes += page.LinkBytes;

            return bytes;
        }
    }

    /// <summary>True when the newest line runs on into the first one of the screen.</summary>
    internal bool RunsOn => !IsEmpty && _pages[^1].LastIsWrapped;

    /// <summary>Adds a row that leaves the screen at the top. The row itself is not kept.</summary>
    internal void Push(Row row, SymbolTable symbols)
    {
        PageForOne()?.Add(row, symbols);
    }

    /// <summary>Adds text that was never drawn.</summary>
    internal void Push(ReadOnlySpan<byte> utf8, in TextLine line)
    {
        PageForOne()?.Add(utf8, line);
    }

    /// <summary>The page that has room for one more line; null when no lines are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private HistoryPage? PageForOne() => _newest is { IsFull: false } newest ? newest : NextPage();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HistoryPage? NextPage()
    {
        if (MaxLines == 0)
            return null;

        DropOldPages();
        _newest = _spares.TryPop(out HistoryPage? spare) ? spare : new HistoryPage();
        _pages.Add(_newest);
        return _newest;
    }

    /// <summary>Takes the newest row back and appends its cells; false when there is none.</summary>
    /// <param name="cells">Gets the cells, without blanks at the end.</param>
    /// <param name="symbols">The table of the screen that the cells go to.</param>
    internal bool TryPop(List<Cell> cells, SymbolTable symbols)
    {
        if (IsEmpty)
            return false;

        HistoryPage page = _pages[^1];
        if (page.LastIsUndrawn)
            page.DrawLast();

        page.TakeLast(cells, symbols);
        if (page.Count == 0)
        {
            _pages.RemoveAt(_pages.Count - 1);
            _newest = _pages.Count == 0 ? null : _pages[^1];
        }

        return true;
    }

    /// <summary>Forgets everything (ED 3, RIS).</summary>
    internal void Clear()
    {
        _pages.Clear();
        _newest = null;
        _spares.Clear();
    }

    /// <summary>Keeps some of the pages that are dropped, to be filled again: a flood allocates nothing once the history is full.</summary>
    private void DropOldPages()
    {
        int rows = 0;
        foreach (HistoryPage page in _pages)
            rows += page.RowsAbout;

        while (_pages.Count > 1 && (rows - _pages[0].RowsAbout >= MaxLines || Bytes > MaxBytes || LinkBytes > MaxLinkBytes))
        {
            HistoryPage dropped = _pages[0];
            _pages.RemoveAt(0);
            rows -= dropped.RowsAbout;
            if (_spares.Count < MaxSpares)
            {
                dropped.Clear();
                _spares.Push(dropped);
            }
        }
    }
}
