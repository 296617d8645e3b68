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
    private void Judge(Framebuffer screen, long nowMs)
    {
        _oldestPendingMs = NoDeadline;
        for (int row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is { } guesses && !JudgeRow(guesses, screen, row, nowMs))
            {
                return;
            }
        }

        JudgeCursor(screen);
    }

    /// <returns>False when a wrong guess has ended all guesses.</returns>
    private bool JudgeRow(PredictedRow row, Framebuffer screen, int rowIndex, long nowMs)
    {
        for (int column = row.Start; column < row.End; column++)
        {
            ref PredictedCell slot = ref row[column];
            if (!slot.IsActive)
            {
                continue;
            }

            Cell shown = screen[rowIndex, column];
            switch (VerdictOn(row, column, shown))
            {
                case Verdict.Pending:
                    _triggers.NotePending(nowMs - slot.MadeMs);
                    _oldestPendingMs = Math.Min(_oldestPendingMs, slot.MadeMs);
                    break;
                case Verdict.Correct:
                    _confirmedEpoch = Math.Max(_confirmedEpoch, slot.Epoch);
                    _triggers.NoteConfirmed(nowMs - slot.MadeMs, nowMs);
                    slot.IsActive = false;
                    AdoptStyle(row, column + 1, shown.StyleId);
                    break;
                case Verdict.CorrectWithoutCredit:
                case Verdict.Wrong when IsExperimental:
                    slot.IsActive = false;
                    break;
                case Verdict.Wrong when IsTentative(slot.Epoch):
                    EndEpoch(slot.Epoch, screen);
                    break;
                case Verdict.Wrong:
                    Reset();
                    return false;
            }
        }

        row.Trim();
        return true;
    }

    private Verdict VerdictOn(PredictedRow row, int column, Cell shown)
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

        return row.WasShown(column, slot.Replacement) ? Verdict.CorrectWithoutCredit : Verdict.Correct;
    }

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

    private void JudgeCursor(Framebuffer screen)
    {
        if (_cursors.Count > 0 && _cursors[^1] is var live && _echoAck >= live.Expiration
            && (live.Row != screen.CursorRow || live.Column != screen.CursorColumn))
        {
            if (!IsExperimental)
            {
                Reset();
                return;
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
    }
}
