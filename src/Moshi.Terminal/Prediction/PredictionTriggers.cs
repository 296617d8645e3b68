namespace Moshi.Terminal.Prediction;

/// <summary>
/// Decides from the pace of the link whether adaptive prediction shows its guesses, and whether guesses are underlined. Used by the engine only.
/// </summary>
/// <remarks>mosh-protocol §9.1. Two triggers show guesses: a slow link (by the send interval, with hysteresis), and glitches: echoes that are
/// overdue.</remarks>
internal struct PredictionTriggers
{
    /// <summary>A guess that waits this long makes guesses visible.</summary>
    public const long GlitchMs = 250;

    /// <summary>A guess that waits this long makes guesses underlined.</summary>
    public const long GlitchFlagMs = 5000;

    private const int SlowIntervalMs = 30;
    private const int FastIntervalMs = 20;
    private const int FlagIntervalMs = 80;
    private const int UnflagIntervalMs = 50;

    /// <summary>Quick confirmations that it takes to forget a glitch, and a long one.</summary>
    private const int GlitchRepairCount = 10;
    private const int LongGlitchRepairCount = 20;

    /// <summary>Least time between two confirmations that count as repair, so that one burst of keys does not cure a glitch.</summary>
    private const long RepairIntervalMs = 150;

    private bool _isSlow;
    private int _glitchDebt;
    private long _lastRepairMs;

    /// <summary>True when adaptive mode shows its guesses.</summary>
    public readonly bool ShowsGuesses => _isSlow || _glitchDebt > 0;

    /// <summary>True when shown guesses are underlined, so that the user knows them for guesses.</summary>
    public bool IsFlagging { get; private set; }

    /// <summary>Takes the newest send interval of the transport (mosh-protocol §6.5) into account.</summary>
    public void UpdatePace(int sendIntervalMs, bool hasPredictions)
    {
        if (sendIntervalMs > SlowIntervalMs)
        {
            _isSlow = true;
        }
        else if (sendIntervalMs <= FastIntervalMs && !hasPredictions)
        {
            // Not while guesses are on the screen: they would vanish.
            _isSlow = false;
        }

        if (sendIntervalMs > FlagIntervalMs)
            IsFlagging = true;
        else if (sendIntervalMs <= UnflagIntervalMs)
            IsFlagging = false;

        IsFlagging |= _glitchDebt > GlitchRepairCount;
    }

    /// <summary>A guess is unanswered, and this old.</summary>
    public void NotePending(long ageMs)
    {
        if (ageMs >= GlitchFlagMs)
        {
            _glitchDebt = LongGlitchRepairCount;
            IsFlagging = true;
        }
        else if (ageMs >= GlitchMs)
        {
            _glitchDebt = Math.Max(_glitchDebt, GlitchRepairCount);
        }
    }

    /// <summary>A guess was confirmed, this long after the key was typed.</summary>
    public void NoteConfirmed(long ageMs, long nowMs)
    {
        if (_glitchDebt > 0 && ageMs < GlitchMs && nowMs - _lastRepairMs >= RepairIntervalMs)
        {
            _glitchDebt--;
            _lastRepairMs = nowMs;
        }
    }
}
