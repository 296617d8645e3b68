using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Guesses what the host will show for the keys that are typed, and draws the guesses over the screen until the host has answered. Local to a
/// client; nothing of it is ever sent.
/// </summary>
/// <remarks>
/// <para>
/// The keys that no frame has answered yet are replayed, through a small model of a line editor, upon the newest frame of the host; what the model has
/// changed is drawn. So a guess that turns out wrong is gone with the next frame, and those after it are made anew from where the host really is. A
/// frame is recognised as the answer to so many keys by the cursor and the text before it; the client states that the server has received and those
/// that it claims to have echoed (<c>echo_ack</c>) bound that number. docs/decisions/0011-prediction.md says why.
/// </para>
/// <para>
/// Nothing is shown before the application has proved that it echoes, by a typed character that came up where it was expected, or the host has said
/// so (semantic prompts, a line editor at a shell's prompt), or the same prompt has proved it before. A key that may put the application into another
/// mode, Enter above all, ends that; what is typed after it stays hidden until there is proof anew. So a password never shows.
/// </para>
/// <para>
/// Modes, thresholds and marks are those of stock (mosh-protocol §9.1). Time is milliseconds on any monotonic clock, the same for all calls. Not
/// thread-safe. Nothing is allocated per key or frame while the screen keeps its size.
/// </para>
/// </remarks>
public sealed partial class PredictionEngine
{
    /// <summary>A read of more typed bytes than this is a paste: it is not predicted, and ends all guesses.</summary>
    public const int BulkBytes = 100;

    /// <summary>The value of <see cref="NextDeadlineMs"/> when no timer is needed.</summary>
    public const long NoDeadline = long.MaxValue;

    private readonly PredictionSettings _settings;
    private readonly KeysInFlight _keys = new();
    private readonly LineContext _line = new();
    private readonly PromptMemory _prompts = new();
    private readonly ScreenRecord _base = new();
    private readonly ScreenRecord _newest = new();
    private readonly LineModel _expected;
    private readonly LineModel _shown;
    private KeyReader _reader;
    private PredictionTriggers _triggers;
    private ulong _lastSent;
    private ulong _echoAck;
    private ulong _acknowledged;
    private int _visibleKeys;
    private bool _isOpen;
    private bool _isAfterPrefix;
    private bool _isTrusted;

    /// <summary>Nobody has typed anything in the session but text: no key that could have led away from what it begins with.</summary>
    private bool _isFirstLine;

    /// <summary>The prompt of that line has stood for long enough when the first key came.</summary>
    private bool _hasStood;

    /// <summary>The prompt of that line.</summary>
    private ulong _firstPrompt;
    private long _changedMs;

    private long _oldestPendingMs = NoDeadline;
    private long _forceAtMs = NoDeadline;

    /// <summary>An engine without guesses, which takes the link for slow until it is told otherwise.</summary>
    /// <param name="settings">How to predict.</param>
    /// <param name="beginsSession">True when nobody has typed anything in the session yet: its first prompt is a shell's if it looks like one.</param>
    public PredictionEngine(PredictionSettings settings, bool beginsSession = false)
    {
        _settings = settings;
        _isFirstLine = beginsSession;
        _expected = new LineModel(_base, _line, settings.Overwrite);
        _shown = new LineModel(_base, _line, settings.Overwrite);
    }

    /// <summary>True while guesses wait for their judgement, shown or not.</summary>
    public bool HasPredictions
    {
        get
        {
            for (int index = 0; index < _keys.Count; index++)
            {
                if (_keys[index].After.IsChange)
                    return true;
            }

            return false;
        }
    }

    /// <summary>True while guesses are on the screen, or will be with the next painting.</summary>
    public bool ShowsPredictions => IsShown && HasPredictions;

    /// <summary>
    /// True when any ASCII character but the space, typed next and alone, would be drawn at once at the place that is given, in the look of the guess before it, and nothing else would change: whoever
    /// wants to show it even sooner need not wait for <see cref="OnInput"/> and <see cref="Apply"/>, which are due all the same.
    /// </summary>
    public bool IsEchoCertain(out int row, out int column)
    {
        (row, column) = (_expected.Row, _expected.Column);
        return _isOpen && IsShown && _base.IsTaken && _forceAtMs == NoDeadline && _reader.IsIdle && _keys.Count < KeysInFlight.Capacity
            && !IsDistrusted(KeyKind.Character) && !_line.Suggestions.IsActive && _expected.IsOpenEnd;
    }

    /// <summary>
    /// When <see cref="Apply"/> should run (and the screen be painted) although nothing was received or typed, because a guess becomes overdue;
    /// or <see cref="NoDeadline"/>. Stock polls every 50 ms instead.
    /// </summary>
    public long NextDeadlineMs
    {
        get
        {
            if (_oldestPendingMs == NoDeadline || (IsShown && _triggers.IsFlagging))
                return _forceAtMs;

            return Math.Min(_forceAtMs, _oldestPendingMs + (IsShown ? PredictionTriggers.GlitchFlagMs : PredictionTriggers.GlitchMs));
        }
    }

    /// <summary>What a session begins with, and has not changed for so long, waits for somebody to type.</summary>
    private const long StandsAfterMs = 1000;

    private bool IsExperimental => _settings.Mode == PredictionMode.Experimental;

    /// <summary>
    /// True when experimental mode, too, waits for an echo: where nothing has been echoed since the line began, or the cursor is not on that line any more, there may be a field for a password.
    /// On the very first line of a session only what does not look like a shell may be one.
    /// </summary>
    private bool MayAskForSecret => _line.IsFresh ? !_isFirstLine || MayAskForSecretFirst : !_line.Holds(_base.CursorRow, _base.CursorColumn);

    private bool MayAskForSecretFirst => _line.IsBarred || _line.Prompt is PromptKind.Question or PromptKind.Sign || (_line.Prompt == PromptKind.None && _base.CursorColumn == 0);

    private bool IsShown => _settings.Mode != PredictionMode.Adaptive || _triggers.ShowsGuesses;

    /// <summary>Guesses the effect of typed keys. Paint (<see cref="Apply"/>) afterwards.</summary>
    /// <param name="keys">The bytes for the host of one read of the terminal.</param>
    /// <param name="lastSent">Number of the newest client state that has been sent; the keys travel in a later one.</param>
    /// <param name="nowMs">The present.</param>
    public void OnInput(ReadOnlySpan<byte> keys, ulong lastSent, long nowMs)
    {
        if (_settings.Mode == PredictionMode.Never || keys.IsEmpty)
            return;

        _lastSent = lastSent;
        if (keys.Length > BulkBytes)
        {
            _reader = default;
            _isFirstLine = false;
            _keys.Forget(lastSent + 1, nowMs);
            Replay();
            return;
        }

        if (_reader.IsAfterEscape && keys[0] is (byte)'[' or (byte)'O' && _keys.Count > 0 && _keys[_keys.Count - 1].Kind == KeyKind.Boundary)
        {
            // It was not the Escape key after all.
            _keys.DropNewest();
            Replay();
        }

        _reader.Begin(keys[0]);
        foreach (byte value in keys)
        {
            if (_reader.TryRead(value, out KeyKind kind, out int codePoint))
                Add(kind, codePoint, nowMs);
        }

        if (_reader.IsAfterEscape)
            Add(KeyKind.Boundary, 0, nowMs);

        NotePending();
    }

    /// <summary>Judges the guesses by a server state, then draws those that are to be seen over it.</summary>
    /// <param name="frame">A copy of the newest server state; drawn upon. No other overlay may have been drawn yet.</param>
    /// <param name="echoAck">The client state whose effects that server state is known to contain (mosh-protocol §7.4).</param>
    /// <param name="acknowledged">The newest client state that the server is known to have received.</param>
    /// <param name="sendIntervalMs">The transport's send interval (mosh-protocol §6.5); 250 until a round trip has been measured.</param>
    /// <param name="nowMs">The present.</param>
    public void Apply(Framebuffer frame, ulong echoAck, ulong acknowledged, int sendIntervalMs, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_settings.Mode == PredictionMode.Never)
            return;

        if (_base.IsTaken && (_base.Columns != frame.Columns || _base.Rows != frame.Rows))
            Reset();

        if (echoAck != _echoAck || acknowledged != _acknowledged || nowMs >= _forceAtMs || !_base.IsTaken || !_newest.IsSame(frame))
        {
            _echoAck = echoAck;
            _acknowledged = Math.Max(acknowledged, echoAck);
            _changedMs = !_newest.IsTaken || !_newest.IsSame(frame) ? nowMs : _changedMs;
            _newest.Take(frame);
            Reconcile(nowMs);
            NotePending();
        }

        _triggers.UpdatePace(sendIntervalMs, HasPredictions);
        if (_oldestPendingMs != NoDeadline)
            _triggers.NotePending(nowMs - _oldestPendingMs);

        if (IsShown && _visibleKeys > 0)
            Draw(frame);
    }

    /// <summary>Drops all guesses, and shows none before there is proof of an echo. Call it when the window changes its size.</summary>
    public void Reset()
    {
        _keys.Clear();
        _base.Forget();
        _line.Lose();
        _awaitedSuggestion = 0;
        _isTrusted = false;
        _isFirstLine = false;
        _visibleKeys = 0;
        _oldestPendingMs = NoDeadline;
        _forceAtMs = NoDeadline;
    }

    private void Add(KeyKind kind, int codePoint, long nowMs)
    {
        if (kind == KeyKind.Nothing)
            return;

        bool mayBeCommand = _isAfterPrefix && IsDistrusted(KeyKind.LeftOrPrefix);
        _isAfterPrefix = kind == KeyKind.LeftOrPrefix;
        int width = 0;
        kind = mayBeCommand ? KeyKind.Boundary : KindHere(kind, codePoint, ref width);
        if (kind == KeyKind.NewLine && _base.IsTaken)
            NoteEntered(_expected.Input);

        _isFirstLine &= kind < KeyKind.Edit;
        if (_isFirstLine && _line.IsFresh && _keys.Count == 0 && _base.IsTaken)
            _firstPrompt = _line.PromptKey;

        if (_isFirstLine && !_hasStood && _keys.Count == 0 && _base.IsTaken && nowMs - _changedMs >= StandsAfterMs)
        {
            _hasStood = true;
            _isTrusted |= _line.IsFresh && IsTrustedUnproved();
        }

        _keys.Add(new KeyStroke { Kind = kind, CodePoint = codePoint, Width = width, State = _lastSent + 1, TypedMs = nowMs });
        if (_keys.Count == 1)
        {
            // Perhaps it stands for keys that were too many.
            Replay();
            return;
        }

        Guess(ref _keys[_keys.Count - 1]);
    }

    /// <summary>What a key does that is typed now, behind those in flight, as far as the facts tell.</summary>
    private KeyKind KindHere(KeyKind kind, int codePoint, ref int width)
    {
        if (kind == KeyKind.Character)
        {
            width = TypedWidths.Of(codePoint, _base.IsTaken && _base.Facts.Clusters);
            return width switch
            {
                > 0 => kind,
                0 => KeyKind.Mark,
                _ => KeyKind.Opaque,
            };
        }

        if (_base.IsTaken && _base.Facts.IsCanonical)
            return InCanonicalMode(kind);

        return kind switch
        {
            // Nobody but a line editor reads.
            KeyKind.LeftOrPrefix when _base is { IsTaken: true, Facts: { Discipline.IsKnown: true, IsLineEditor: true } } => KeyKind.Left,
            KeyKind.RightOrCommand when _base.IsTaken && _expected.IsBehindPrompt => KeyKind.Right,
            KeyKind.KillLeft when !_expected.IsAtEnd => KeyKind.KillLeftOrLine,
            KeyKind.Delete when codePoint == EndOfFile && _expected.IsAtEnd => KeyKind.NewLine,
            _ => kind,
        };
    }

    private void NoteEntered(ReadOnlySpan<Cell> input)
    {
        if (_isOpen && _line.Suggestions.IsActive)
            _line.Suggestions.Enter(input);

        if (TurnsEchoOff(input))
            _prompts.NoteSilence(_line.PromptKey);
    }

    /// <summary>True for a command after which the line editors of shells edit unseen, at the prompt where they always echoed.</summary>
    private static bool TurnsEchoOff(ReadOnlySpan<Cell> line) => RowText.Contains(line, "stty") && RowText.Contains(line, "-echo");

    /// <summary>The kernel knows but a few keys, and echoes the others in its own spelling.</summary>
    private static KeyKind InCanonicalMode(KeyKind kind) => kind switch
    {
        KeyKind.Backspace or KeyKind.KillLeft or KeyKind.NewLine or KeyKind.Opaque or KeyKind.Mark => kind,
        _ => KeyKind.Boundary,
    };

    /// <summary>Ctrl-D: takes away a character, or, where there is none, ends the input.</summary>
    private const int EndOfFile = 0x04;

    /// <summary>Guesses all keys in flight, upon the newest frame that they were judged by.</summary>
    private void Replay()
    {
        _visibleKeys = 0;
        if (!_base.IsTaken)
            return;

        _expected.Begin();
        _shown.Begin();
        _isOpen = !_base.Facts.Discipline.IsPasswordPrompt && (_isTrusted || (IsExperimental && !MayAskForSecret) || IsNoSecret());
        for (int index = 0; index < _keys.Count; index++)
            Guess(ref _keys[index]);
    }

    private void Guess(ref KeyStroke key)
    {
        if (!_base.IsTaken)
            return;

        KeyEffect effect = _expected.Apply(ref key);
        bool isSure = effect == KeyEffect.Certain && !IsDistrusted(key.Kind);
        _isOpen &= isSure || (IsExperimental && effect != KeyEffect.Unknown);
        key.IsVisible = _isOpen;
        if (_isOpen)
        {
            _visibleKeys++;
            _shown.CopyFrom(_expected);
        }
    }

    private void NotePending()
    {
        _oldestPendingMs = NoDeadline;
        for (int index = 0; index < _keys.Count; index++)
        {
            if (_keys[index] is { After.IsChange: true, Kind: KeyKind.Character or KeyKind.Backspace } key)
            {
                _oldestPendingMs = key.TypedMs;
                return;
            }
        }
    }

    private void Draw(Framebuffer frame)
    {
        for (int index = 0; index < _shown.ChangedRows; index++)
        {
            ReadOnlySpan<Cell> cells = _shown.Changed(index, out int row);
            ReadOnlySpan<Cell> before = _base[row];
            for (int column = 0; column < cells.Length; column++)
            {
                bool isGuess = cells[column] != before[column];

                // While the frame may be half of an answer, the line is kept whole.
                if (isGuess || _forceAtMs != NoDeadline)
                    DrawCell(frame, row, column, cells[column], isGuess);
            }
        }

        frame.MoveCursor(_shown.Row, _shown.Column);
    }

    private void DrawCell(Framebuffer frame, int row, int column, Cell cell, bool isGuess)
    {
        cell = frame.Symbols.Import(_base.Symbols, cell);
        Cell shown = frame[row, column];
        if (cell == shown)
            return;

        bool isMarked = isGuess && _triggers.IsFlagging && (!cell.LooksEmpty || !shown.LooksEmpty);
        frame.SetCell(row, column, isMarked ? Marked(frame, cell) : cell);
    }

    private Cell Marked(Framebuffer screen, Cell cell) => _settings.Style switch
    {
        PredictionStyle.Underline => screen.Restyled(cell, screen.StyleOf(cell).With(CellAttributes.Underline, true)),
        PredictionStyle.Dim => screen.Restyled(cell, screen.StyleOf(cell).With(CellAttributes.Faint, true)),
        _ => cell,
    };
}
