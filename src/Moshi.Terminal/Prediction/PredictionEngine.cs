using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Guesses what the host will show for the keys that are typed, and draws the guesses over the screen until the host has answered. Local to a
/// client; nothing of it is ever sent.
/// </summary>
/// <remarks>
/// <para>
/// Contract: mosh-protocol §9.1-9.6. Guesses are made in epochs. A key whose effect is hard to guess begins a new, tentative epoch, whose
/// guesses are hidden until the host confirms one of them; so what is typed at a prompt without echo never shows. A guess is judged when the
/// server has acknowledged (<c>echo_ack</c>) the client state that carried its key.
/// </para>
/// <para>
/// Departures from stock: text is not pushed across a vertical line of box drawing characters (the border of a pane of tmux, zellij or vim), nor
/// is grey text directly under the cursor pushed (the suggestion of fish or zsh); both would be wrong guesses, and wipe the rest. A guess that
/// the host's own output has overrun confirms no epoch. And after a wrong guess the keys that are still under way are guessed anew from the true
/// cursor, hidden, where stock goes on as if they had not been typed, and so guesses wrong until the user pauses.
/// </para>
/// <para>Time is milliseconds on any monotonic clock, the same for all calls. Not thread-safe. Nothing is allocated per key while the screen
/// keeps its size.</para>
/// </remarks>
public sealed partial class PredictionEngine
{
    /// <summary>A read of more typed bytes than this is a paste: it is not predicted, and ends all guesses.</summary>
    public const int BulkBytes = 100;

    /// <summary>The value of <see cref="NextDeadlineMs"/> when no timer is needed.</summary>
    public const long NoDeadline = long.MaxValue;

    private readonly PredictionSettings _settings;
    private readonly List<PredictedCursor> _cursors = [];
    private readonly KeysInFlight _inFlight = new();
    private PredictedRow?[] _rows = [];
    private int _columns;
    private SymbolTable? _symbols;
    private PredictionTriggers _triggers;
    private ulong _predictionEpoch = 1;
    private ulong _confirmedEpoch;
    private ulong _lastSent;
    private ulong _echoAck;
    private long _oldestPendingMs = NoDeadline;

    /// <summary>An engine without guesses, which takes the link for slow until it is told otherwise.</summary>
    public PredictionEngine(PredictionSettings settings) => _settings = settings;

    /// <summary>True while guesses wait for their judgement, shown or not.</summary>
    public bool HasPredictions => _cursors.Count > 0 || HasCells;

    /// <summary>
    /// When <see cref="Apply"/> should run (and the screen be painted) although nothing was received or typed, because a guess becomes overdue;
    /// or <see cref="NoDeadline"/>. Stock polls every 50 ms instead.
    /// </summary>
    public long NextDeadlineMs
    {
        get
        {
            if (_oldestPendingMs == NoDeadline || (IsShown && _triggers.IsFlagging))
            {
                return NoDeadline;
            }

            return _oldestPendingMs + (IsShown ? PredictionTriggers.GlitchFlagMs : PredictionTriggers.GlitchMs);
        }
    }

    private bool IsExperimental => _settings.Mode == PredictionMode.Experimental;

    private bool IsShown => _settings.Mode != PredictionMode.Adaptive || _triggers.ShowsGuesses;

    private bool HasCells
    {
        get
        {
            foreach (PredictedRow? row in _rows)
            {
                if (row is not null && row.Start < row.End)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Guesses the effect of typed keys. Paint (<see cref="Apply"/>) afterwards.</summary>
    /// <param name="keys">The bytes for the host of one read of the terminal.</param>
    /// <param name="screen">The newest server state, without overlays. Its symbol table may gain styles.</param>
    /// <param name="lastSent">Number of the newest client state that has been sent; the keys travel in a later one.</param>
    /// <param name="nowMs">The present.</param>
    public void OnInput(ReadOnlySpan<byte> keys, Framebuffer screen, ulong lastSent, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(screen);
        if (_settings.Mode == PredictionMode.Never)
        {
            return;
        }

        _lastSent = lastSent;
        if (keys.Length > BulkBytes)
        {
            Reset();
            ForgetPartialKey();
            return;
        }

        Adopt(screen);
        if (!IsExperimental)
        {
            _inFlight.Add(keys, Expiration, nowMs);
        }

        _screen = screen;
        _nowMs = nowMs;
        ReadKeys(keys);
        _screen = null;
        if (HasCells)
        {
            _oldestPendingMs = Math.Min(_oldestPendingMs, nowMs);
        }
    }

    /// <summary>Judges the guesses by a server state, then draws those that are to be seen over it.</summary>
    /// <param name="frame">A copy of the newest server state; drawn upon. No other overlay may have been drawn yet.</param>
    /// <param name="echoAck">The client state whose effects that server state is known to contain (§7.4).</param>
    /// <param name="sendIntervalMs">The transport's send interval (§6.5); 250 until a round trip has been measured.</param>
    /// <param name="nowMs">The present.</param>
    public void Apply(Framebuffer frame, ulong echoAck, int sendIntervalMs, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_settings.Mode == PredictionMode.Never)
        {
            return;
        }

        _echoAck = echoAck;
        _inFlight.Acknowledge(echoAck);
        Adopt(frame);
        _triggers.UpdatePace(sendIntervalMs, HasPredictions);
        if (!Judge(frame, nowMs))
        {
            Replay(frame);
        }

        if (IsShown)
        {
            Draw(frame);
        }
    }

    /// <summary>Drops all guesses and begins a tentative epoch. Call it when the window changes its size.</summary>
    public void Reset()
    {
        _cursors.Clear();
        foreach (PredictedRow? row in _rows)
        {
            row?.Clear();
        }

        _oldestPendingMs = NoDeadline;
        BecomeTentative();
    }

    /// <summary>Makes the guesses fit a screen: none survive another size, and all speak in its symbols.</summary>
    private void Adopt(Framebuffer screen)
    {
        if (_columns != screen.Columns || _rows.Length != screen.Rows)
        {
            Reset();
            _columns = screen.Columns;
            _rows = new PredictedRow?[screen.Rows];
        }
        else if (!ReferenceEquals(_symbols, screen.Symbols) && _symbols is not null)
        {
            foreach (PredictedRow? row in _rows)
            {
                row?.Import(_symbols, screen.Symbols);
            }
        }

        _symbols = screen.Symbols;
        if (IsExperimental)
        {
            _predictionEpoch = _confirmedEpoch;
        }
    }

    private void BecomeTentative()
    {
        if (!IsExperimental)
        {
            _predictionEpoch++;
        }
    }

    private bool IsTentative(ulong epoch) => epoch > _confirmedEpoch;

    private void Draw(Framebuffer frame)
    {
        foreach (PredictedCursor cursor in _cursors)
        {
            if (!IsTentative(cursor.Epoch))
            {
                frame.MoveCursor(cursor.Row, cursor.Column);
            }
        }

        for (int index = 0; index < _rows.Length; index++)
        {
            if (_rows[index] is not { } row)
            {
                continue;
            }

            for (int column = row.Start; column < row.End; column++)
            {
                ref PredictedCell slot = ref row[column];
                if (slot.IsActive && !IsTentative(slot.Epoch))
                {
                    DrawCell(frame, index, column, ref slot);
                }
            }
        }
    }

    private void DrawCell(Framebuffer frame, int row, int column, ref PredictedCell slot)
    {
        Cell shown = frame[row, column];
        if (slot.IsUnknown)
        {
            // Nothing is known to draw, but what stands there is marked as doubtful. Not in the last column, which nearly every key makes doubtful.
            if (_triggers.IsFlagging && !shown.LooksEmpty && column < _columns - 1)
            {
                frame.SetCell(row, column, Underlined(frame, shown));
            }

            return;
        }

        if (slot.Replacement == shown)
        {
            return;
        }

        bool isVisible = !slot.Replacement.LooksEmpty || !shown.LooksEmpty;
        frame.SetCell(row, column, _triggers.IsFlagging && isVisible ? Underlined(frame, slot.Replacement) : slot.Replacement);
    }

    private static Cell Underlined(Framebuffer screen, Cell cell) =>
        screen.Restyled(cell, screen.StyleOf(cell).With(CellAttributes.Underline, true));
}
