using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

public sealed partial class PredictionEngine
{
    private enum Verdict
    {
        Pending,

        /// <summary>As expected, and nothing else could have looked like it.</summary>
        Correct,

        /// <summary>As expected, but that proves nothing about the host's echo.</summary>
        CorrectWithoutCredit,

        Wrong,
    }

    /// <summary>Confirms and drops guesses by what the server shows (§9.4).</summary>
    /// <returns>
    /// False when a guess was wrong and has taken away all that were pending: those were made later than it, hence in its epoch or one after.
    /// </returns>
    private bool Judge(Framebuffer screen, long nowMs)
    {
        _oldestPendingMs = NoDeadline;
        bool isSound = true;
        for (int index = 0; index < _rows.Length; index++)
        {
            if (_rows[index] is not { } row)
            {
                continue;
            }

            for (int column = row.Start; column < row.End; column++)
            {
                if (!row[column].IsActive || JudgeCell(row, index, column, screen, nowMs))
                {
                    continue;
                }

                isSound = false;
                if (!IsTentative(row[column].Epoch))
                {
                    Reset();
                    return false;
                }

                EndEpoch(row[column].Epoch, screen);
            }

            row.Trim();
        }

        return JudgeCursor(screen) && isSound;
    }

    /// <returns>False when the guess was wrong and must not be the only one to go.</returns>
    private bool JudgeCell(PredictedRow row, int rowIndex, int column, Framebuffer screen, long nowMs)
    {
        ref PredictedCell slot = ref row[column];
        Cell shown = screen[rowIndex, column];
        switch (VerdictOn(row, column, shown, proves: !IsTentative(slot.Epoch) || !HasCursorOverrun(screen, rowIndex)))
        {
            case Verdict.Pending:
                _triggers.NotePending(nowMs - slot.MadeMs);
                _oldestPendingMs = Math.Min(_oldestPendingMs, slot.MadeMs);
                return true;
            case Verdict.Correct:
                _confirmedEpoch = Math.Max(_confirmedEpoch, slot.Epoch);
                _triggers.NoteConfirmed(nowMs - slot.MadeMs, nowMs);
                slot.IsActive = false;
                AdoptStyle(row, column + 1, shown.StyleId);
                return true;
            case Verdict.CorrectWithoutCredit:
            case Verdict.Wrong when IsExperimental:
                slot.IsActive = false;
                return true;
            case Verdict.Wrong:
            default:
                return false;
        }
    }

    private Verdict VerdictOn(PredictedRow row, int column, Cell shown, bool proves)
    {
        ref PredictedCell slot = ref row[column];
        if (_echoAck < slot.Expiration)
        {
            return Verdict.Pending;
        }

        if (slot.IsUnknown || slot.Replacement.LooksEmpty)
        {
            return Verdict.CorrectWithoutCredit;
        }

        if (!PredictedRow.SameContents(shown, slot.Replacement))
        {
            return Verdict.Wrong;
        }

        return proves && !row.WasShown(column, slot.Replacement) ? Verdict.Correct : Verdict.CorrectWithoutCredit;
    }

    /// <summary>
    /// True when the host's cursor is further right than everything typed so far can have brought it: the host wrote something of its own there.
    /// A guess that agrees with it agrees by chance, as a password typed ahead may with the prompt that asks for it.
    /// </summary>
    private bool HasCursorOverrun(Framebuffer screen, int row) =>
        _cursors.Count > 0 && _cursors[^1].Row == row && screen.CursorRow == row && screen.CursorColumn > _cursors[^1].Column;

    /// <summary>The host has shown in which style typed text appears; the guesses to the right will look the same.</summary>
    private static void AdoptStyle(PredictedRow row, int column, int styleId)
    {
        for (; column < row.End; column++)
        {
            row[column].Replacement = row[column].Replacement.WithStyleId(styleId);
        }
    }

    /// <summary>
    /// A hidden guess was wrong: it and all that was guessed since its epoch began are dropped, and guessing goes on from the true cursor.
    /// </summary>
    private void EndEpoch(ulong epoch, Framebuffer screen)
    {
        for (int index = _cursors.Count - 1; index >= 0; index--)
        {
            if (_cursors[index].Epoch >= epoch)
            {
                _cursors.RemoveAt(index);
            }
        }

        foreach (PredictedRow? row in _rows)
        {
            if (row is null)
            {
                continue;
            }

            for (int column = row.Start; column < row.End; column++)
            {
                ref PredictedCell slot = ref row[column];
                slot.IsActive &= slot.Epoch < epoch;
            }
        }

        _cursors.Add(new PredictedCursor(screen.CursorRow, screen.CursorColumn, _lastSent + 1, _predictionEpoch));
        BecomeTentative();
    }

    /// <returns>False when the cursor was wrong and has taken away all guesses.</returns>
    private bool JudgeCursor(Framebuffer screen)
    {
        if (_cursors.Count > 0 && _cursors[^1] is var live && _echoAck >= live.Expiration
            && (live.Row != screen.CursorRow || live.Column != screen.CursorColumn))
        {
            if (!IsExperimental)
            {
                Reset();
                return false;
            }

            _cursors.Clear();
        }

        for (int index = _cursors.Count - 1; index >= 0; index--)
        {
            if (_echoAck >= _cursors[index].Expiration)
            {
                _cursors.RemoveAt(index);
            }
        }

        return true;
    }
}
