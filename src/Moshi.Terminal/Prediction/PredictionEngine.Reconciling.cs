using System.Diagnostics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

// Which keys does the newest frame answer, and what does it say about the guesses?
public sealed partial class PredictionEngine
{
    /// <summary>
    /// A frame that answers none of the keys as expected may be half of an answer. After this time without another, and without an echo ack, it counts
    /// as a whole one.
    /// </summary>
    private const long PatienceMs = 150;

    /// <summary>
    /// Kinds of keys whose effect was not the expected one, as bits; hidden until it is. Combining marks begin so: zsh writes their numbers, unless it is told otherwise;
    /// Ctrl-B, which is tmux's, Ctrl-F outside of lines with a prompt, and Ctrl-U within a line, since shells do not agree about it.
    /// </summary>
    private int _distrusted = (1 << (int)KeyKind.Mark) | (1 << (int)KeyKind.LeftOrPrefix) | (1 << (int)KeyKind.RightOrCommand) | (1 << (int)KeyKind.KillLeftOrLine);

    /// <summary>Hash of the text behind the cursor with a suggestion that was guessed and has not come; 0 for none.</summary>
    private ulong _awaitedSuggestion;

    /// <summary>The space behind a word that came up last: shells may show it first, and then what they put in the place of both.</summary>
    private Expectation _newestSpace;

    /// <summary>
    /// Lines that have to echo behind a prompt before the next one is trusted unproved, unless it is known for a shell's: a program may ask for a name and then for a password
    /// behind the same.
    /// </summary>
    private const int LinesToTrust = 2;

    /// <summary>
    /// Kinds of keys that have not been seen to edit a line yet, as bits. Where something stands below the prompt of a shell, it is part of a program that may take those keys for itself:
    /// Home moves in the list of files of one, not in the command line that it has too.
    /// </summary>
    private int _unproved = (1 << (int)KeyKind.Home) | (1 << (int)KeyKind.End) | (1 << (int)KeyKind.Delete)
        | (1 << (int)KeyKind.KillLeft) | (1 << (int)KeyKind.KillRight) | (1 << (int)KeyKind.KillWord);

    private bool IsDistrusted(KeyKind kind) => (_distrusted & (1 << (int)kind)) != 0 || ((_unproved & (1 << (int)kind)) != 0 && _line.IsOfShell && HasTextBelow());

    private bool HasTextBelow()
    {
        for (int row = _base.IsTaken ? _base.CursorRow + 1 : int.MaxValue; row < _base.Rows; row++)
        {
            if (!RowText.IsEmpty(_base[row]))
                return true;
        }

        return false;
    }

    private void Reconcile(long nowMs)
    {
        if (IsReplaced(_newestSpace))
        {
            // The shell has shown the space first.
            _line.Abbreviations.Note(_newestSpace.Word);
            _newestSpace = default;
        }

        int acknowledged = _keys.CountUpTo(_echoAck);
        int received = Math.Max(acknowledged, EndOfKeys(_keys.CountUpTo(_acknowledged)));
        if (!_base.IsTaken)
        {
            _keys.Drop(acknowledged);
            Rebase(0);
        }
        else if (TryMatch(acknowledged, received, out int count))
        {
            Accept(count, received, nowMs);
        }
        else if (received == 0)
        {
            // The host did something by itself.
            bool hasMoved = _newest.CursorRow != _base.CursorRow || _newest.CursorColumn != _base.CursorColumn;
            _line.Learn(_base, _newest, 0);
            Rebase(0, mayHaveLeft: hasMoved);
        }
        else if (Math.Max(acknowledged, EndOfUnknown(received)) is var least && (least > 0 || _visibleKeys == 0 || nowMs >= _forceAtMs))
        {
            _newestSpace = default;
            Settle(least, received);
        }
        else
        {
            // What is drawn stays where it is.
            _forceAtMs = Math.Min(_forceAtMs, nowMs + PatienceMs);
            return;
        }

        _forceAtMs = NoDeadline;
    }

    /// <summary>True when the frame looks as expected after some of the keys that it may answer; of several such numbers, the largest.</summary>
    private bool TryMatch(int least, int most, out int count)
    {
        ulong text = RowText.Hash(_newest.Symbols, _newest[_newest.CursorRow][.._newest.CursorColumn]);
        for (count = most; count >= least; count--)
        {
            if (IsAsExpected(count, text, isMoved: false))
                return true;
        }

        if (!_line.HasPrompt || EndOfUnknown(most) > 0)
            return false;

        // Output above the line has moved it.
        for (count = most; count >= least; count--)
        {
            if (IsAsExpected(count, text, isMoved: true))
                return true;
        }

        return false;
    }

    private bool IsAsExpected(int count, ulong text, bool isMoved)
    {
        if (count == 0)
        {
            return _newest.CursorColumn == _base.CursorColumn && (_newest.CursorRow == _base.CursorRow) != isMoved
                && text == RowText.Hash(_base.Symbols, _base[_base.CursorRow][.._base.CursorColumn]);
        }

        ref readonly Expectation after = ref _keys[count - 1].After;
        return after.IsKnown && after.Column == _newest.CursorColumn && (after.Row == _newest.CursorRow) != isMoved && after.Before == text
            && (after.BehindEnd == 0
                || after.Behind == RowText.Hash(_newest.Symbols, _newest[_newest.CursorRow][after.Column..after.BehindEnd]));
    }

    /// <summary>
    /// How many of the first keys a frame may answer before the server says so: those before input of which nothing is known, since the answer to that
    /// can come in any number of frames.
    /// </summary>
    private int EndOfKeys(int count)
    {
        int end = 0;
        while (end < count && _keys[end].Kind != KeyKind.Opaque)
            end++;

        return end;
    }

    /// <summary>The number of keys up to the last one of unknown effect, within the first <paramref name="count"/>; 0 when there is none.</summary>
    private int EndOfUnknown(int count)
    {
        while (count > 0 && _keys[count - 1].Kind is not (KeyKind.NewLine or KeyKind.Opaque or KeyKind.Boundary or KeyKind.Edit) && !IsReplaced(_keys[count - 1].After))
            count--;

        return count;
    }

    /// <summary>The host has answered some keys, and just as expected.</summary>
    /// <param name="count">How many.</param>
    /// <param name="received">How many it has received.</param>
    /// <param name="nowMs">The present.</param>
    private void Accept(int count, int received, long nowMs)
    {
        int typed = 0;
        bool isProved = false, isTyping = true, isEchoed = false;
        for (int index = count - 1; index >= 0; index--)
        {
            ref readonly KeyStroke key = ref _keys[index];
            isTyping &= key.Kind == KeyKind.Character;
            typed += key.Width;
            isProved |= isTyping && key.After.IsProof;
        }

        for (int index = 0; index < count; index++)
        {
            ref readonly KeyStroke key = ref _keys[index];
            _isTrusted &= key.Kind != KeyKind.Boundary && !(key.Kind == KeyKind.KillRight && MayBegin(key.After));
            if (key.After.Word != 0)
            {
                _line.Abbreviations.NoteKept(key.After.Word);
                _newestSpace = key.After;
            }

            int proved = key.After.IsChange ? 1 << (int)key.Kind : 0;
            _distrusted &= ~proved;
            _unproved &= ~proved;
            if (key.Kind == KeyKind.Character)
            {
                isEchoed |= key.After.IsChange;
                _triggers.NoteConfirmed(nowMs - key.TypedMs, nowMs);
            }
        }

        if (count > 0 && _keys[count - 1].After.Word == 0)
            _newestSpace = default;

        JudgeSuggestion(count);
        LearnFrom(count, isTyping, typed);
        if (isProved && (_isTrusted || !MayBeLaterKeys(count, received)))
        {
            _isTrusted = true;
            if (_line is { HasPrompt: true, IsFresh: true, IsBarred: false })
                _prompts.NoteEcho(_line.PromptKey, RightPrompt);
        }

        // What was typed and taken back at once has shown nothing.
        if (isEchoed && (_newest.CursorRow != _base.CursorRow || _newest.CursorColumn != _base.CursorColumn))
            _line.Fix();

        _keys.Drop(count);
        Rebase(0);
    }

    /// <summary>True for a Ctrl-K outside of any command line that has killed nothing: in editors that follow WordStar, the next key makes a command of it.</summary>
    private bool MayBegin(in Expectation after) =>
        !after.IsChange && _line.StartOn(_base.CursorRow) < 0 && RowText.Same(_base.Symbols, _base[_base.CursorRow], _newest.Symbols, _newest[_newest.CursorRow]);

    /// <summary>
    /// True when the last keys that the host has received would look just like the first ones: those may have been commands, such as vi's <c>i</c> before a word that begins
    /// with the same letter.
    /// </summary>
    private bool MayBeLaterKeys(int count, int received)
    {
        for (int first = 1; first + count <= received; first++)
        {
            int same = 0;
            while (same < count && _keys[same].Kind == _keys[first + same].Kind && _keys[same].CodePoint == _keys[first + same].CodePoint)
                same++;

            if (same == count)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Was the guess at a suggestion right? Shells look for one while they go on reading, so that it can come after the character: until the next key is answered, a
    /// row without any says nothing. Nor does it when that is answered with the suggestion that was guessed: a server that sends few frames showed none with both.
    /// </summary>
    private void JudgeSuggestion(int count)
    {
        ulong guess = _awaitedSuggestion;
        if (count > 0)
            guess = _keys[count - 1].After is { IsSuggestion: true } after ? after.Suggestion : 0;

        ReadOnlySpan<Screen.Cell> behind = _newest[_newest.CursorRow][_newest.CursorColumn..];
        bool isRight = guess != 0 && guess == RowText.Hash(_newest.Symbols, behind);
        if (count > 0 && !isRight)
            GiveUpSuggestion();

        if (guess == 0)
            return;

        if (RowText.IsEmpty(behind))
        {
            _awaitedSuggestion = guess;
            return;
        }

        _line.Suggestions.NoteOutcome(isRight);
        _awaitedSuggestion = 0;
    }

    private void GiveUpSuggestion()
    {
        if (_awaitedSuggestion != 0)
        {
            _line.Suggestions.NoteOutcome(isRight: false);
            _awaitedSuggestion = 0;
        }
    }

    private void LearnFrom(int count, bool isTyping, int typed)
    {
        bool wasAtGhost = _line.Ghost == _base.CursorColumn;
        if (count > 0)
        {
            _line.Ghost = _keys[count - 1].After.Ghost;
            _line.InputEnd = _keys[count - 1].After.InputEnd;
        }

        if (isTyping && count > 0 && _line.LearnPairs(_base, _newest, _keys, count, typed))
        {
            _line.Ghost = -1;
        }
        else if (isTyping)
        {
            _line.Learn(_base, _newest, typed);
        }
        else if (count == 1 && wasAtGhost && _keys[0].Kind == KeyKind.Backspace && _newest.CursorRow == _base.CursorRow)
        {
            ReadOnlySpan<Cell> behind = _newest[_newest.CursorRow][_newest.CursorColumn..];
            bool grows = RowText.StartOf(behind, 0) <= 1;
            _expected.GhostGrows = _shown.GhostGrows = grows;
            _line.Ghost = grows ? _newest.CursorColumn : -1;
        }
    }

    /// <summary>
    /// The host has answered at least so many keys, and not as expected. How many more it has answered is seen by the typed text before its cursor.
    /// </summary>
    private void Settle(int least, int most)
    {
        int best = least, evidence = 0, echoed = 0, bestScore = 0;
        bool isWholeRun = false;
        for (int count = least; count <= most; count++)
        {
            int found = EchoBeforeCursor(count, out int columns, out bool isWhole);
            int score = (2 * found) + (isWhole ? 1 : 0);
            if (found > 0 && score > bestScore)
                (best, evidence, echoed, bestScore, isWholeRun) = (count, found, columns, score, isWhole);
        }

        bool endsLine = false, changesMode = false, edits = false;
        for (int index = 0; index < best; index++)
        {
            switch (_keys[index].Kind)
            {
                case KeyKind.NewLine:
                    endsLine = true;
                    break;
                case KeyKind.Boundary or KeyKind.Opaque:
                    changesMode = true;
                    break;
                case KeyKind.Edit:
                    edits = true;
                    break;
                case KeyKind.Character when IsReplaced(_keys[index].After):
                    edits = true;
                    _line.Abbreviations.Note(_keys[index].After.Word);
                    break;
            }
        }

        if (endsLine)
        {
            _line.Begin();
            _isTrusted = false;
        }
        else if (changesMode)
        {
            _isTrusted = false;
        }
        else if (!edits)
        {
            NoteWrong(best, evidence > 0);
        }

        GiveUpSuggestion();
        _line.InputEnd = 0;
        _line.Ghost = _line.Suggests && evidence > 0 && !edits ? _newest.CursorColumn : -1;
        if (!endsLine && (evidence > 0 || (edits && !changesMode && _line.HasGrown(_newest))))
            _line.Fix();

        _keys.Drop(best);
        Rebase(endsLine ? echoed : 0, mayHaveLeft: edits);
        if (endsLine && isWholeRun && evidence > 0 && echoed == _newest.CursorColumn)
        {
            // All that was typed since, and nothing else, stands on the new line: the kernel has echoed it.
            _isTrusted = true;
            Replay();
        }
    }

    /// <summary>True for a space behind a word when the input has grown where it was, and something else stands where they were typed.</summary>
    private bool IsReplaced(in Expectation space) =>
        space.Word != 0 && _line.HasGrown(_newest) && space.Row == _newest.CursorRow && space.Column != _newest.CursorColumn
        && RowText.Hash(_newest.Symbols, _newest[space.Row][..space.Column]) != space.Before;

    /// <summary>Keys whose effect was known, it seemed, had another one.</summary>
    private void NoteWrong(int count, bool isEchoed)
    {
        for (int index = 0; index < count; index++)
        {
            if (_keys[index] is { After.IsChange: true, Kind: KeyKind.Mark or (>= KeyKind.Delete and <= KeyKind.KillWord) } key)
                _distrusted |= 1 << (int)key.Kind;
        }

        if (isEchoed)
            return;

        if (_line.IsFresh && count > 0 && (_isTrusted || _keys[0].IsVisible))
        {
            _line.IsBarred = true;
            _prompts.NoteSilence(_line.PromptKey);
        }
        else if (_line.IsFresh && IsTyped(count))
        {
            _prompts.ForgetEchoes(_line.PromptKey);
        }

        _isTrusted = false;
    }

    /// <summary>True when one of the first keys should have put something on the screen.</summary>
    private bool IsTyped(int count)
    {
        for (int index = 0; index < count; index++)
        {
            if (_keys[index].After.IsProof)
                return true;
        }

        return false;
    }

    /// <summary>
    /// How much of what was typed last, of the first <paramref name="count"/> keys, stands right before the cursor. Spaces alone are nothing.
    /// </summary>
    private int EchoBeforeCursor(int count, out int columns, out bool isWhole)
    {
        int found = 0;
        columns = 0;
        ReadOnlySpan<Screen.Cell> cells = _newest[_newest.CursorRow];
        for (int index = count - 1; index >= 0 && _keys[index].Kind == KeyKind.Character; index--)
        {
            ref readonly KeyStroke key = ref _keys[index];
            int column = _newest.CursorColumn - columns - key.Width;
            if (column < 0 || !RowText.Same(cells[column], Screen.Cell.Of(key.CodePoint, key.Width, 0)))
            {
                isWhole = false;
                return found;
            }

            columns += key.Width;
            found += cells[column].LooksEmpty ? 0 : 1;
        }

        isWhole = true;
        return found;
    }

    /// <summary>Guessing goes on from the newest frame.</summary>
    /// <param name="echoed">Columns before the cursor that are known to be input of a new line.</param>
    /// <param name="mayHaveLeft">The cursor was moved in a way that was not guessed: perhaps to another field, for a password.</param>
    private void Rebase(int echoed, bool mayHaveLeft = false)
    {
        (bool wasFresh, bool wasKnown) = (_line.IsFresh, _line.IsKnown);
        _base.CopyFrom(_newest);
        _line.Follow(_base, echoed);
        if (wasFresh)
            _isTrusted = IsTrustedUnproved();
        else
            _isTrusted &= (_line.IsKnown || !wasKnown) && (!mayHaveLeft || _line.Holds(_base.CursorRow, _base.CursorColumn));

        Replay();
        Debug.Assert(_visibleKeys <= _keys.Count);
    }

    /// <summary>
    /// True when the first key at a new prompt may be shown: the shell says that it reads a command line, a line editor reads at what looks like the
    /// prompt of a shell, or the very same prompt has echoed before. A question never qualifies by its looks.
    /// </summary>
    private bool IsTrustedUnproved()
    {
        if (_line.IsBarred || !_line.HasPrompt || !_line.IsAtStart || IsSilenced())
            return false;

        // Where a session begins, nobody has been asked for anything yet.
        bool isShell = _line.Prompt == PromptKind.Shell && ((_base.Facts.IsLineEditor && !MayBeEditor) || (_isFirstLine && _hasStood && _base.Facts.MayEcho));
        return (_line.Prompt is PromptKind.Shell or PromptKind.Sign && (_prompts.Echoes(_line.PromptKey, LinesToTrust) || IsKnownShell()))
            || (_line.Prompt == PromptKind.Sign && AsksNothing())
            || ((_base.Facts.IsShellInput || isShell) && !_prompts.WasSilent(_line.PromptKey));
    }

    /// <summary>
    /// True behind a prompt that has echoed in one line, and output came since, when it is the shell's that the session began with; or that line was a command; or the same text stands far to the right
    /// as did then, behind the prompt of a shell or an arrow alone. Whoever greets between the name and the secret that it asks for was given a name, and draws no prompt at the right.
    /// </summary>
    private bool IsKnownShell()
    {
        if (!_line.FollowsOutput || !_prompts.Echoes(_line.PromptKey))
            return false;

        bool isShell = _line.Prompt == PromptKind.Shell;
        int row = EnteredRow();
        return (isShell && _line.PromptKey == _firstPrompt)
            || (row >= 0 && CommandLines.IsCommand(_base[row][_line.Column..]))
            || ((isShell || IsBareArrow) && _prompts.EchoesWith(_line.PromptKey, RightPrompt));
    }

    /// <summary>
    /// True where a session begins with an arrow on an empty screen, as it has stood for a while, and a server of ours says that the pty is none that asks for a password: a secret
    /// is asked for in words, and there are none, but perhaps far to the right.
    /// </summary>
    private bool AsksNothing()
    {
        if (!_isFirstLine || !_hasStood || !IsBareArrow || _base.Facts is not { Discipline.IsKnown: true, IsAlternate: false, MayEcho: true })
            return false;

        for (int row = 0; row < _base.Rows; row++)
        {
            if (row != _line.Row && !RowText.IsEmpty(_base[row]))
                return false;
        }

        return RowText.IsEmpty(_base[_line.Row][_line.Column..]) || RightPrompt != 0;
    }

    private bool IsBareArrow => PromptKinds.IsBareArrow(_base[_line.Row][.._line.Column]);

    private ulong RightPrompt => RightPrompts.At(_base.Symbols, _base[_line.Row], _line.Column);

    /// <summary>
    /// True for a line behind a prompt that is no question when it begins with a wide character: those come from an input method, and passwords do not.
    /// Without any prompt, the kernel must be known to echo.
    /// </summary>
    private bool IsNoSecret() =>
        _keys.Count > 0 && _keys[0] is { Kind: KeyKind.Character, Width: 2 } && _line is { IsFresh: true, IsBarred: false, IsAtStart: true }
        && (_line.Prompt is PromptKind.Sign or PromptKind.Shell || (_line.Prompt == PromptKind.None && _base.Facts.IsEchoedByKernel)) && _base.Facts.MayEcho && !_prompts.WasSilent(_line.PromptKey) && !IsSilenced();

    /// <summary>
    /// Full-screen editors ask for pastes too, and may ask for a secret behind a bare sign. A server of ours tells them from shells by the alternate screen.
    /// </summary>
    private bool MayBeEditor => !_base.Facts.Discipline.IsKnown && _line.IsBareSign;

    /// <summary>
    /// True when the line that was entered last at this prompt has turned echoing off. Most such lines were known when they were entered (<see cref="NoteEntered"/>), but not those
    /// that the host has completed, or called up from its history, since.
    /// </summary>
    private bool IsSilenced()
    {
        bool isSilenced = false;
        for (int row = _line.Row - 1, entered = EnteredRow(); row >= Math.Max(0, entered) && !isSilenced; row--)
            isSilenced = TurnsEchoOff(_base[row]);

        if (isSilenced && (_prompts.Echoes(_line.PromptKey) || !_prompts.WasSilent(_line.PromptKey)))
            _prompts.NoteSilence(_line.PromptKey);

        return isSilenced;
    }

    /// <summary>The row of the line that was entered last at this prompt, as the host shows it; -1 when it is not there any more.</summary>
    private int EnteredRow()
    {
        int row = _line.Row - 1;
        while (row >= 0 && !_line.BeginsOn(_base, row))
            row--;

        return row;
    }
}
