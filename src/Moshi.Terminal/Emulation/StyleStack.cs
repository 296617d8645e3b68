using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>What XTPUSHSGR keeps for XTPOPSGR: at most ten pens, as in xterm.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct StyleStack
{
    private const int MaxDepth = 10;

    private Style[]? _styles;
    private int _depth;

    internal readonly StyleStack Clone() => new() { _styles = (Style[]?)_styles?.Clone(), _depth = _depth };

    /// <summary>Keeps a pen; one too many is forgotten, and so is the pop that belongs to it.</summary>
    internal void Push(in Style pen)
    {
        _styles ??= new Style[MaxDepth];
        if (_depth < MaxDepth)
            _styles[_depth++] = pen;
    }

    internal bool TryPop(out Style pen)
    {
        pen = default;
        if (_depth == 0)
            return false;

        pen = _styles![--_depth];
        return true;
    }

    /// <summary>Makes the links of the pens belong to another table.</summary>
    internal readonly void Import(SymbolTable source, SymbolTable target)
    {
        for (int i = 0; i < _depth; i++)
            _styles![i] = target.Import(source, _styles[i]);
    }
}
