using System.Buffers;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>
/// The server's painter towards a client of our own: writes what turns one picture into another, exactly and in few bytes
/// (docs/protocol/screen-delta.md). Whoever has the first picture gets the second by <see cref="ScreenDeltaReader.TryApply"/>.
/// </summary>
/// <remarks>Costs what has changed: shared rows are skipped by reference. Allocates nothing in steady state. Not thread-safe.</remarks>
public sealed partial class ScreenDeltaWriter
{
    private readonly DeltaBuffer _out = new();
    private readonly DeltaBuffer _drawing = new();
    private readonly DeltaBuffer _hidden = new();
    private readonly DeltaBuffer _context = new();
    private readonly DeltaBuffer _packed = new();
    private readonly RecentStyles _styles = new();
    private readonly RowCopies _copies = new();
    private DeltaPacker? _packer;
    private Framebuffer? _changed;
    private Framebuffer _from = null!;
    private Framebuffer _to = null!;
    private DeltaBuffer _target = null!;
    private int _row;
    private int _column;

    /// <summary>Appends the delta. Between equal pictures it is two bytes long and changes nothing.</summary>
    /// <param name="from">The picture that the receiver has.</param>
    /// <param name="to">The one that it is to have.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="packs">False to save the time of packing, in a flood.</param>
    public void Write(Framebuffer from, Framebuffer to, IBufferWriter<byte> output, bool packs = true)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ReadOnlySpan<byte> plain = WritePlain(from, to);
        Pack(from, plain, output, packs);
    }

    /// <summary>The delta before it is packed; valid until the next call.</summary>
    internal ReadOnlySpan<byte> WritePlain(Framebuffer from, Framebuffer to)
    {
        _out.Clear();
        DeltaParts parts = DeltaParts.None;
        Framebuffer start = from;
        if (from.Columns != to.Columns || from.Rows != to.Rows)
        {
            parts |= DeltaParts.Size;
            start = CopyOf(from);
            start.ResizeGrid(to.Columns, to.Rows, 0);
        }

        if (from.IsAlternate != to.IsAlternate)
        {
            parts |= DeltaParts.Switch;
            start = ReferenceEquals(start, from) ? CopyOf(from) : start;
            start.SwitchScreen(to.IsAlternate);
        }

        Write(start, to, parts);
        _from = _to = null!;
        if (!ReferenceEquals(start, from))
            start.LetGo();

        return _out.Written;
    }

    private Framebuffer CopyOf(Framebuffer picture)
    {
        if (_changed is null)
            return _changed = picture.Snapshot();

        _changed.CopyFrom(picture);
        return _changed;
    }

    private void Write(Framebuffer start, Framebuffer to, DeltaParts parts)
    {
        (_from, _to) = (start, to);
        _copies.Find(start, to);
        parts |= _copies.Runs.IsEmpty ? DeltaParts.None : DeltaParts.Copies;

        _drawing.Clear();
        _styles.Start(to.Symbols.Import(start.Symbols, start.Pen));
        (_row, _column) = (start.CursorRow, start.CursorColumn);
        DrawGrid(_drawing, isHidden: false, hasReference: true);
        Style lastStyle = _styles.Current;
        bool isElsewhere = _row != to.CursorRow || _column != to.CursorColumn;
        parts |= isElsewhere ? DeltaParts.Cursor : DeltaParts.None;
        parts |= lastStyle == to.Pen ? DeltaParts.None : DeltaParts.Pen;

        StatusParts status = ChangedStatus();
        parts |= status == StatusParts.None ? DeltaParts.None : DeltaParts.Status;
        parts |= DrawHidden();

        _out.AddVarint((uint)parts);
        if ((parts & DeltaParts.Size) != DeltaParts.None)
        {
            _out.AddVarint(to.Columns);
            _out.AddVarint(to.Rows);
        }

        if ((parts & DeltaParts.Copies) != DeltaParts.None)
            AddCopies();

        if (isElsewhere)
        {
            _out.AddVarint(to.CursorRow);
            _out.AddVarint(to.CursorColumn);
        }

        if ((parts & DeltaParts.Pen) != DeltaParts.None)
            AddStyle(_out, to.Pen);

        AddStatus(status);
        if ((parts & DeltaParts.Inactive) != DeltaParts.None)
        {
            _out.AddVarint(_hidden.Length);
            _out.Add(_hidden.Written);
        }

        _out.Add(_drawing.Written);
    }

    /// <summary>The picture as a drawing on nothing: what a packed delta's reader knows beforehand.</summary>
    internal ReadOnlySpan<byte> Describe(Framebuffer picture)
    {
        (_from, _to) = (picture, picture);
        _context.Clear();
        _styles.Start(default);
        (_row, _column) = (0, 0);
        DrawGrid(_context, isHidden: false, hasReference: false, PackedDelta.MostContext);
        _from = _to = null!;
        return _context.Written[..Math.Min(_context.Length, PackedDelta.MostContext)];
    }

    private void Pack(Framebuffer from, ReadOnlySpan<byte> plain, IBufferWriter<byte> output, bool packs)
    {
        _packed.Clear();
        if (packs && plain.Length is >= PackedDelta.Least and <= PackedDelta.Most)
        {
            _packed.AddVarint(plain.Length);
            (_packer ??= new DeltaPacker()).Pack(plain.Length >= PackedDelta.WorthContext ? Describe(from) : default, plain, _packed);
        }

        if (_packed.Length == 0 || _packed.Length > plain.Length)
        {
            _packed.Clear();
            _packed.AddVarint(0);
            _packed.Add(plain);
        }

        output.Write(_packed.Written);
    }

    private void AddCopies()
    {
        _out.AddVarint(_copies.Runs.Length - 1);
        foreach (RowCopy run in _copies.Runs)
        {
            _out.AddVarint(run.To);
            _out.AddVarint(run.From);
            _out.AddVarint(run.Count - 1);
        }
    }

    /// <summary>The screen behind the one that is shown: mostly it has not changed at all.</summary>
    private DeltaParts DrawHidden()
    {
        _hidden.Clear();
        if (!_to.HasInactive)
            return _from.HasInactive ? DeltaParts.DropInactive : DeltaParts.None;

        _styles.Start(default);
        (_row, _column) = (0, 0);
        DrawGrid(_hidden, isHidden: true, _from.HasInactive);
        return _hidden.Length > 0 || !_from.HasInactive ? DeltaParts.Inactive : DeltaParts.None;
    }

    private void AddStyle(DeltaBuffer target, in Style style)
    {
        bool isPlain = style.UnderlineStyle == UnderlineStyle.Single && style.UnderlineColor.IsDefault;
        target.AddColor(style.Foreground);
        target.AddColor(style.Background);
        target.AddVarint(((int)style.Attributes << 2) | (isPlain ? 0 : 1) | (style.LinkId == 0 ? 0 : 2));
        if (!isPlain)
        {
            target.Add((byte)style.UnderlineStyle);
            target.AddColor(style.UnderlineColor);
        }

        if (style.LinkId != 0)
        {
            LinkTarget link = _to.Symbols.LinkOf(style.LinkId);
            target.AddString(link.Uri);
            target.AddString(link.Id);
        }
    }
}
