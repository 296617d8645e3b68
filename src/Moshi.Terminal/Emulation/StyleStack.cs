using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>What XTPUSHSGR keeps for XTPOPSGR: at most ten pens, or chosen parts of them, as in xterm.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StyleStack
{
    private const int MaxDepth = 10;

    private Kept[]? _kept;
    private int _depth;

    internal readonly StyleStack Clone() => new() { _kept = (Kept[]?)_kept?.Clone(), _depth = _depth };

    /// <summary>Keeps a pen; one too many is forgotten, and so is the pop that belongs to it.</summary>
    /// <param name="pen">The pen.</param>
    /// <param name="parts">Of XTPUSHSGR: codes of renditions, 30 and 31 for the colours of text and background; no parameter means all.</param>
    internal void Push(in Style pen, ReadOnlySpan<int> parts)
    {
        _kept ??= new Kept[MaxDepth];
        if (_depth < MaxDepth)
            _kept[_depth++] = KeptOf(pen, parts);
    }

    /// <summary>The pen with what was kept last; false when nothing was.</summary>
    internal bool TryPop(in Style pen, out Style restored)
    {
        restored = pen;
        if (_depth == 0)
            return false;

        ref readonly Kept kept = ref _kept![--_depth];
        if (kept.IsWhole)
        {
            restored = kept.Pen;
            return true;
        }

        restored = restored with { Attributes = (pen.Attributes & ~kept.Attributes) | (kept.Pen.Attributes & kept.Attributes) };
        if ((kept.Pen.Attributes & kept.Attributes & CellAttributes.Underline) != CellAttributes.None)
            restored = restored.WithUnderline(kept.Pen.UnderlineStyle);

        if (kept.HasForeground)
            restored = restored with { Foreground = kept.Pen.Foreground };

        if (kept.HasBackground)
            restored = restored with { Background = kept.Pen.Background };

        return true;
    }

    /// <summary>Makes the links of the pens belong to another table.</summary>
    internal readonly void Import(SymbolTable source, SymbolTable target)
    {
        for (int i = 0; i < _depth; i++)
            _kept![i] = _kept[i] with { Pen = target.Import(source, _kept[i].Pen) };
    }

    private static Kept KeptOf(in Style pen, ReadOnlySpan<int> parts)
    {
        var kept = new Kept { Pen = pen, IsWhole = true };
        foreach (int part in parts)
        {
            if (part < 0)
                continue;

            kept = part switch
            {
                // A double underline is kept as such, or not at all.
                21 when pen.UnderlineStyle != UnderlineStyle.Double => kept,
                30 => kept with { HasForeground = true },
                31 => kept with { HasBackground = true },
                _ => kept with { Attributes = kept.Attributes | AttributeOf(part) },
            };
            kept = kept with { IsWhole = false };
        }

        return kept;
    }

    private static CellAttributes AttributeOf(int code) => code switch
    {
        1 => CellAttributes.Bold,
        2 => CellAttributes.Faint,
        3 => CellAttributes.Italic,
        4 or 21 => CellAttributes.Underline,
        5 => CellAttributes.Blink,
        7 => CellAttributes.Inverse,
        8 => CellAttributes.Invisible,
        9 => CellAttributes.Strikethrough,
        _ => CellAttributes.None,
    };

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Kept
    {
        internal Style Pen { get; init; }

        internal CellAttributes Attributes { get; init; }

        internal bool HasForeground { get; init; }

        internal bool HasBackground { get; init; }

        internal bool IsWhole { get; init; }
    }
}
