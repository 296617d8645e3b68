using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    private readonly TabStops _tabs;
    private readonly LineHistory _history;
    private EmulatorModes _modes;

    /// <summary>The scrolling region. Left and right are the edges of the screen while DECLRMM is off.</summary>
    private int _top;
    private int _bottom;
    private int _left;
    private int _right;

    /// <summary>The last column of the line has been written, and the next character goes to the next one.</summary>
    private bool _pendingWrap;

    /// <summary>The row that the cursor came to the beginning of by NEL or LF, and has not been moved in since; else -1. Reverse wraparound does not leave it.</summary>
    private int _begunRow = -1;

    private SavedCursor _saved;

    /// <summary>What belongs to the screen that is not shown.</summary>
    private SavedCursor _inactiveSaved;
    private Margins _inactiveMargins;

    private CharacterSetState _characterSets;
    private Protection _protection;

    /// <summary>DECSACE 2: DECCARA and DECRARA change rectangles, not streams of text.</summary>
    private bool _changesRectangles;
    private ChecksumRules _checksumRules;

    /// <summary>Operating level: 1 to 5 for VT100 to VT500 (DECSCL).</summary>
    private int _level = MaxLevel;

    /// <summary>Answers use 8-bit controls (S8C1T).</summary>
    private bool _answersEightBit;

    /// <summary>True when printable ASCII can be printed in runs: no insert mode, no other character set.</summary>
    private bool _printsPlainly = true;

    /// <summary>The cluster that was printed last, as long as nothing but renditions and modes came after it.</summary>
    private GraphemeCluster _cluster;
    private int _clusterRow = -1;
    private int _clusterColumn;

    /// <summary>True directly after a character was printed: REP repeats it.</summary>
    private bool _canRepeat;

    /// <summary>Ids of the pen and of erased cells in the symbol table, -1 when they have to be looked up.</summary>
    private int _penId = -1;
    private int _eraseId = -1;

    private StyleStack _styles;

    private const int MaxLevel = 5;

    private bool Has(EmulatorModes mode) => (_modes & mode) != EmulatorModes.None;

    private void Set(EmulatorModes mode, bool on) => _modes = on ? _modes | mode : _modes & ~mode;

    private bool IsFullWidth => _left == 0 && _right == _screen.Columns - 1;

    private bool IsInMargins(int row, int column) => row >= _top && row <= _bottom && column >= _left && column <= _right;

    private DisplayModes InitialDisplayModes => DisplayModes.Initial with { GraphemeClusters = WidthPolicy == WidthPolicy.Graphemes };

    private void SetInitialModes()
    {
        _modes = EmulatorModes.Autowrap;
        _screen.Modes = InitialDisplayModes;
    }

    private void CopyStateFrom(Emulator source)
    {
        _modes = source._modes;
        _plainModes = source._plainModes;
        _savedModes = source._savedModes is null ? null : new Dictionary<int, bool>(source._savedModes);
        _top = source._top;
        _bottom = source._bottom;
        _left = source._left;
        _right = source._right;
        _pendingWrap = source._pendingWrap;
        _begunRow = source._begunRow;
        _saved = source._saved;
        _inactiveSaved = source._inactiveSaved;
        _inactiveMargins = source._inactiveMargins;
        _characterSets = source._characterSets;
        _protection = source._protection;
        _changesRectangles = source._changesRectangles;
        _checksumRules = source._checksumRules;
        _level = source._level;
        _answersEightBit = source._answersEightBit;
        _printsPlainly = source._printsPlainly;
        _cluster = source._cluster;
        _clusterRow = source._clusterRow;
        _clusterColumn = source._clusterColumn;
        _canRepeat = source._canRepeat;
        _penId = source._penId;
        _eraseId = source._eraseId;
        _styles = source._styles.Clone();
    }

    private void SetPen(in Style pen)
    {
        _screen.Pen = pen;
        _penId = pen.TryPack(out int id) ? id : -1;
        _eraseId = -1;
    }

    /// <summary>As <see cref="SetPen"/>, by a packed id (<see cref="Style.IsPacked"/>).</summary>
    private void SetPackedPen(int id)
    {
        _screen.Pen = Style.FromPacked(id);
        _penId = id;
        _eraseId = Style.PackedForErase(id);
    }

    /// <summary>SGR.</summary>
    private void SetRendition(in ControlSequence sequence)
    {
        _canRepeat = false;
        SetPen(Renditions.Apply(_screen.Pen, sequence));
    }

    private int PenStyleId() => _penId >= 0 ? _penId : FindPenStyle();

    private int FindPenStyle()
    {
        RenewSymbolsWhenFull();
        return _penId = _screen.Symbols.Intern(_screen.Pen);
    }

    /// <summary>Style of erased cells: the background of the pen.</summary>
    private int EraseStyleId() => _eraseId >= 0 ? _eraseId : FindEraseStyle();

    private int FindEraseStyle() =>
        _eraseId = _screen.Pen.Background.IsDefault ? 0 : _screen.Symbols.Intern(_screen.Pen.ForErase());

    private void RenewSymbolsWhenFull()
    {
        SymbolTable old = _screen.Symbols;
        if (!old.NeedsRenewal)
            return;

        _screen.RenewSymbols();
        SymbolTable fresh = _screen.Symbols;
        _saved = _saved with { Pen = fresh.Import(old, _saved.Pen) };
        _inactiveSaved = _inactiveSaved with { Pen = fresh.Import(old, _inactiveSaved.Pen) };
        _styles.Import(old, fresh);
        _penId = -1;
        _eraseId = -1;
    }

    /// <summary>The next character begins a cluster of its own, and REP has nothing to repeat.</summary>
    private void EndCluster()
    {
        _canRepeat = false;
        _cluster.Reset();
        _clusterRow = -1;
    }

    private void UpdatePrinting() => _printsPlainly = _characterSets.IsPlain && !Has(EmulatorModes.Insert);

    /// <summary>RIS: everything but the bell count and the titles.</summary>
    private void Reset()
    {
        SwitchScreen(alternate: false);
        _screen.DropInactive();
        _inactiveSaved = default;
        SetPen(default);
        for (int row = 0; row < _screen.Rows; row++)
            _screen.ClearRow(row, 0);

        _history.Clear();
        _tabs.Reset();
        SetInitialModes();
        _plainModes = InitialPlainModes;
        _savedModes = null;
        _styles = default;
        _checksumRules = ChecksumRules.None;
        _level = MaxLevel;
        _answersEightBit = false;
        _screen.CursorStyle = CursorStyle.Default;
        ResetCommon();
        ResetReports(isFull: true);
        MoveTo(0, 0);
    }

    /// <summary>DECSTR: what programs trip over; screen and cursor stay, with a wrap that waits.</summary>
    private void SoftReset()
    {
        SetPen(default);
        DisplayModes modes = _screen.Modes;
        modes.CursorVisible = true;
        modes.ApplicationCursorKeys = false;
        modes.ApplicationKeypad = false;
        _screen.Modes = modes;
        _screen.CursorStyle = CursorStyle.Default;
        _modes &= ~(EmulatorModes.Insert | EmulatorModes.Origin | EmulatorModes.ReverseWrap | EmulatorModes.ExtendedReverseWrap
            | EmulatorModes.LeftRightMargins);
        _modes |= EmulatorModes.Autowrap;
        ResetCommon();
        ResetReports(isFull: false);
    }

    private void ResetCommon()
    {
        ResetMargins();
        _saved = default;
        _characterSets = default;
        _protection = Protection.None;
        _changesRectangles = false;
        UpdatePrinting();
    }
}
