using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>The client's side of <see cref="ScreenDeltaWriter"/>: turns the picture that a delta was made from into the one that it leads to.</summary>
public sealed partial class ScreenDeltaReader
{
    private readonly RecentStyles _styles = new();
    private DeltaPacker? _packer;
    private ScreenDeltaWriter? _describer;
    private byte[]? _plain;
    private Framebuffer _screen = null!;
    private Row? _target;
    private int _row;
    private int _column;
    private Cell _last;
    private int _styleId;

    /// <summary>
    /// Applies a delta to a picture, usually a fresh <see cref="Framebuffer.Snapshot"/> of the reference. Returns false when the delta is malformed: the
    /// picture is then some valid picture, but not the one that was meant. Never throws; time and memory are bounded by the sizes of delta and screen.
    /// </summary>
    public bool TryApply(Framebuffer screen, ReadOnlySpan<byte> delta)
    {
        Begin(screen);
        var packed = new DeltaInput(delta);
        int length = packed.ReadInt32(PackedDelta.Most);
        bool isApplied = !packed.IsMalformed && (length == 0 ? TryApplyPlain(packed.Rest) : TryUnpack(screen, packed.Rest, length));
        End();
        return isApplied;
    }

    /// <summary>As <see cref="TryApply"/>, for the drawing of a delta that is not packed and has no parts before it.</summary>
    public bool TryApplyDrawing(Framebuffer screen, ReadOnlySpan<byte> drawing)
    {
        Begin(screen);
        var input = new DeltaInput(drawing);
        Apply(ref input, DeltaParts.None);
        End();
        return !input.IsMalformed;
    }

    private void Begin(Framebuffer screen)
    {
        ArgumentNullException.ThrowIfNull(screen);
        _screen = screen;
        if (screen.Symbols.NeedsRenewal)
            screen.RenewSymbols();
    }

    private void End()
    {
        _screen = null!;
        _target = null;
    }

    private bool TryUnpack(Framebuffer screen, ReadOnlySpan<byte> packed, int length)
    {
        Span<byte> plain = (_plain ??= new byte[PackedDelta.Most]).AsSpan(0, length);
        ReadOnlySpan<byte> context = length >= PackedDelta.WorthContext ? (_describer ??= new ScreenDeltaWriter()).Describe(screen) : default;
        (_packer ??= new DeltaPacker()).Unpack(context, packed, plain);
        return TryApplyPlain(plain);
    }

    private bool TryApplyPlain(ReadOnlySpan<byte> delta)
    {
        var input = new DeltaInput(delta);
        Apply(ref input, (DeltaParts)input.ReadInt32((int)((uint)DeltaParts.DropInactive << 1) - 1));
        return !input.IsMalformed;
    }

    private void Apply(ref DeltaInput input, DeltaParts parts)
    {
        if (Has(parts, DeltaParts.Size) && !Resize(ref input))
            return;

        if (Has(parts, DeltaParts.Switch))
            _screen.SwitchScreen(!_screen.IsAlternate);

        if (Has(parts, DeltaParts.Copies))
            CopyRows(ref input);

        (int row, int column) = (-1, 0);
        if (Has(parts, DeltaParts.Cursor))
        {
            row = input.ReadInt32(_screen.Rows - 1);
            column = input.ReadInt32(_screen.Columns - 1);
        }

        (int startRow, int startColumn) = (_screen.CursorRow, _screen.CursorColumn);
        Style startStyle = _screen.Pen;
        Style? pen = Has(parts, DeltaParts.Pen) ? ReadStyle(ref input) : null;
        if (Has(parts, DeltaParts.Status))
            ReadStatus(ref input);

        ReadInactive(ref input, parts);
        StartDrawing(startRow, startColumn, startStyle);
        Draw(ref input);
        if (input.IsMalformed)
            return;

        _screen.MoveCursor(row < 0 ? _row : row, row < 0 ? _column : column);
        _screen.Pen = pen ?? _styles.Current;
    }

    private void ReadInactive(ref DeltaInput input, DeltaParts parts)
    {
        if (Has(parts, DeltaParts.DropInactive))
            _screen.DropInactive();

        if (!Has(parts, DeltaParts.Inactive))
            return;

        var drawing = new DeltaInput(input.ReadBytes(DeltaInput.MaxTextBytes));
        bool isAlternate = _screen.IsAlternate;
        _screen.SwitchScreen(!isAlternate);
        StartDrawing(0, 0, default);
        Draw(ref drawing);
        _screen.SwitchScreen(isAlternate);
        if (drawing.IsMalformed)
            input.Fail();
    }

    private bool Resize(ref DeltaInput input)
    {
        int columns = input.ReadInt32(Framebuffer.MaxSide);
        int rows = input.ReadInt32(Framebuffer.MaxSide);
        if (columns == 0 || rows == 0)
        {
            input.Fail();
            return false;
        }

        _screen.ResizeGrid(columns, rows, 0);
        return true;
    }

    private void CopyRows(ref DeltaInput input)
    {
        int count = input.ReadInt32(_screen.Rows - 1) + 1;
        Span<RowCopy> runs = count <= 64 ? stackalloc RowCopy[count] : new RowCopy[count];
        for (int i = 0; i < count; i++)
        {
            int to = input.ReadInt32(_screen.Rows - 1);
            int from = input.ReadInt32(_screen.Rows - 1);
            int rows = input.ReadInt32(_screen.Rows - 1) + 1;
            if (Math.Max(to, from) + rows > _screen.Rows)
                input.Fail();

            runs[i] = new RowCopy(to, from, rows);
        }

        if (!input.IsMalformed)
            _screen.CopyRows(runs);
    }

    private void StartDrawing(int row, int column, in Style style)
    {
        (_row, _column) = (row, column);
        _target = null;
        _styles.Start(style);
        _styleId = -1;
        _last = default;
    }

    private Style ReadStyle(ref DeltaInput input)
    {
        Color foreground = input.ReadColor();
        Color background = input.ReadColor();
        int packed = input.ReadInt32((ushort.MaxValue << 2) | 3);
        var style = new Style(foreground, background, (CellAttributes)(packed >> 2));
        if ((packed & 1) != 0)
        {
            int kind = input.ReadInt32((int)UnderlineStyle.Dashed);
            style = (style.Attributes & CellAttributes.Underline) == CellAttributes.None ? style : style.WithUnderline((UnderlineStyle)kind);
            style = style with { UnderlineColor = input.ReadColor() };
        }

        if ((packed & 2) != 0)
        {
            var link = new LinkTarget(input.ReadString(), input.ReadString());
            style = style with { LinkId = input.IsMalformed ? 0 : _screen.Symbols.InternLink(link) };
        }

        return style;
    }

    private static bool Has(DeltaParts parts, DeltaParts part) => (parts & part) != DeltaParts.None;
}
