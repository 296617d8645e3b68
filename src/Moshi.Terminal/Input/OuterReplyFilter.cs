namespace Moshi.Terminal.Input;

/// <summary>
/// Takes the outer terminal's answers and reports out of the user's input, whenever they come: put it between the terminal and everything that reads keys.
/// What it takes goes to <see cref="Answers"/>; what is typed passes in order.
/// </summary>
/// <remarks>
/// <para>No key sends <c>CSI ?</c>, <c>CSI &gt;</c>, a <c>CSI</c> that ends in <c>t</c> or <c>$ y</c>, <c>OSC number ;</c>, or the heads of the DCS answers, so
/// whatever begins so is swallowed, asked for or not (a late answer must never be typed into a shell). The contents of a bracketed paste pass untouched.</para>
/// <para>Input that ends within what may become an answer is held for <see cref="KeyPauseMs"/>, then passed as the keys that it must be: Alt-[, Alt-], Alt-P.
/// A lone ESC is held only while answers are due, and not for longer than <see cref="DueMs"/> after the first look at them, since some terminals never answer; at other
/// times it passes at once. Should an answer's rest follow what was passed, within
/// <see cref="MemoryMs"/>, that rest is still taken. What is certain to be an answer waits for its rest up to <see cref="StallMs"/>.</para>
/// </remarks>
public sealed class OuterReplyFilter
{
    /// <summary>How long the beginning of a sequence is held back, in milliseconds: longer than a terminal takes between two bytes of one, shorter than
    /// anybody notices.</summary>
    public const int KeyPauseMs = 50;

    /// <summary>How long it is remembered that the beginning of a sequence was passed as keys, in milliseconds.</summary>
    public const int MemoryMs = 400;

    /// <summary>How long answers are waited for that do not come. A terminal is rarely further away.</summary>
    public const int DueMs = 2000;

    /// <summary>When an answer that stops in the middle is given up.</summary>
    public const int StallMs = 1000;

    /// <summary>Longest answer that is read; of longer ones the rest is swallowed unread.</summary>
    public const int MaxAnswerBytes = 4096;

    /// <summary>A control sequence longer than this is no key and no answer.</summary>
    private const int MaxControlBytes = 128;

    private readonly byte[] _held = new byte[MaxAnswerBytes];
    private byte[] _keys = new byte[1024];
    private int _keyCount;
    private int _heldCount;
    private int _passedCount;
    private int _pasteEnd;
    private State _state;
    private long _dueSinceMs = long.MaxValue;

    private enum State
    {
        Ground,
        Escape,

        // CSI, of which nothing says yet whether a key sent it.
        Control,

        // CSI ? or CSI >: an answer.
        PrivateControl,
        OscNumber,
        OscText,
        DcsHead,
        DcsText,

        // ESC within the text of a string: its end, if a backslash follows.
        StringEscape,
        Paste,
    }

    /// <summary>What has been learnt.</summary>
    public OuterAnswers Answers { get; } = new();

    /// <summary>When <see cref="Advance"/> has something to do, in milliseconds of the owner's clock; <see cref="long.MaxValue"/> for never.</summary>
    public long NextDeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>True when a byte that is not ESC passes at once, and nothing else with it.</summary>
    public bool IsIdle => _state == State.Ground && NextDeadlineMs == long.MaxValue;

    private bool IsString => _state is State.OscText or State.DcsText or State.StringEscape;

    private bool IsCertain => IsString || _state == State.PrivateControl;

    /// <summary>True while answers are due that may still come: some terminals never give the last one.</summary>
    public bool ExpectsAnswers(long nowMs)
    {
        if (!Answers.AreDue)
        {
            _dueSinceMs = long.MaxValue;
            return false;
        }

        _dueSinceMs = Math.Min(_dueSinceMs, nowMs);
        return nowMs - _dueSinceMs < DueMs;
    }

    /// <summary>Filters what one read from the terminal gave.</summary>
    /// <returns>The keys to pass on; valid until the next call.</returns>
    public ReadOnlySpan<byte> Filter(ReadOnlySpan<byte> input, long nowMs)
    {
        _keyCount = 0;
        ExpectsAnswers(nowMs);
        if (nowMs >= NextDeadlineMs)
            GiveUp(nowMs);

        for (int i = 0; i < input.Length; i++)
        {
            if (_state == State.Ground)
            {
                int plain = input[i..].IndexOf((byte)0x1B);
                ReadOnlySpan<byte> keys = plain < 0 ? input[i..] : input.Slice(i, plain);
                Pass(keys);
                i += keys.Length;
                if (i >= input.Length)
                    break;
            }

            Take(input[i]);
        }

        EndRead(nowMs);
        return _keys.AsSpan(0, _keyCount);
    }

    /// <summary>Time has come to <paramref name="nowMs"/>: passes what was held and turned out to be typed.</summary>
    /// <returns>The keys to pass on; valid until the next call.</returns>
    public ReadOnlySpan<byte> Advance(long nowMs)
    {
        _keyCount = 0;
        if (nowMs >= NextDeadlineMs)
            GiveUp(nowMs);

        return _keys.AsSpan(0, _keyCount);
    }

    private void EndRead(long nowMs)
    {
        if (_state is State.Ground or State.Paste)
        {
            NextDeadlineMs = long.MaxValue;
            return;
        }

        NextDeadlineMs = nowMs + (IsCertain ? StallMs : KeyPauseMs);
        if (_state == State.Escape && !ExpectsAnswers(nowMs))
            PassForNow(nowMs);
    }

    private void GiveUp(long nowMs)
    {
        if (_state is not (State.Ground or State.Paste) && !IsCertain && _passedCount < _heldCount)
        {
            PassForNow(nowMs);
            return;
        }

        if (_state != State.Paste)
            Forget();

        NextDeadlineMs = long.MaxValue;
    }

    /// <summary>Passes what is held as keys, and remembers it as the possible beginning of an answer.</summary>
    private void PassForNow(long nowMs)
    {
        Pass(_held.AsSpan(_passedCount, _heldCount - _passedCount));
        _passedCount = _heldCount;
        NextDeadlineMs = nowMs + MemoryMs;
    }

    private void Take(byte b)
    {
        switch (_state)
        {
            case State.Ground:
                Hold(b);
                _state = State.Escape;
                break;
            case State.Escape:
                TakeAfterEscape(b);
                break;
            case State.Control:
            case State.PrivateControl:
                TakeControl(b);
                break;
            case State.OscNumber:
                TakeOscNumber(b);
                break;
            case State.DcsHead:
                TakeDcsHead(b);
                break;
            case State.OscText:
            case State.DcsText:
                TakeText(b);
                break;
            case State.StringEscape:
                TakeStringEscape(b);
                break;
            default:
                TakePasted(b);
                break;
        }
    }

    private void TakeAfterEscape(byte b)
    {
        switch (b)
        {
            case (byte)'[':
                Hold(b);
                _state = State.Control;
                break;
            case (byte)']':
                Hold(b);
                _state = State.OscNumber;
                break;
            case (byte)'P':
                Hold(b);
                _state = State.DcsHead;
                break;
            default:
                PassHeldAnd(b);
                break;
        }
    }

    private void TakeControl(byte b)
    {
        if (b is < 0x20 or > 0x7E)
        {
            EndBroken(b);
            return;
        }

        bool isFirst = _heldCount == 2;
        Hold(b);
        if (isFirst && b is (byte)'?' or (byte)'>')
        {
            _state = State.PrivateControl;
            return;
        }

        if (b < 0x40)
        {
            if (_heldCount > MaxControlBytes)
                EndHeld(isAnswer: _state == State.PrivateControl);

            return;
        }

        ReadOnlySpan<byte> sequence = _held.AsSpan(0, _heldCount);
        bool isReport = !isFirst && (b == (byte)'t' || (b == (byte)'y' && sequence[^2] == (byte)'$'));
        bool isPaste = sequence.SequenceEqual("\u001b[200~"u8);
        EndHeld(isAnswer: _state == State.PrivateControl || isReport);
        _state = isPaste ? State.Paste : State.Ground;
    }

    private void TakeOscNumber(byte b)
    {
        bool isFirst = _heldCount == 2;
        if (b is >= (byte)'0' and <= (byte)'9' && _heldCount < 8)
        {
            Hold(b);
        }
        else if (b == (byte)';' && !isFirst)
        {
            Hold(b);
            _state = State.OscText;
        }
        else
        {
            PassHeldAnd(b);
        }
    }

    private void TakeDcsHead(byte b)
    {
        bool fits = _heldCount switch
        {
            2 => b is (byte)'>' or (byte)'!' or (byte)'0' or (byte)'1',
            _ => _held[2] is (byte)'>' or (byte)'!' ? b == (byte)'|' : b is (byte)'+' or (byte)'$',
        };
        if (!fits)
        {
            PassHeldAnd(b);
            return;
        }

        Hold(b);
        _state = _heldCount == 4 ? State.DcsText : State.DcsHead;
    }

    private void TakeText(byte b)
    {
        switch (b)
        {
            case 0x07 when _state == State.OscText:
                EndHeld(isAnswer: true);
                break;
            case 0x1B:
                Hold(b);
                _state = State.StringEscape;
                break;
            case 0x18 or 0x1A:
                Forget();
                break;
            default:
                Hold(b);
                break;
        }
    }

    private void TakeStringEscape(byte b)
    {
        if (b == (byte)'\\')
        {
            Hold(b);
            EndHeld(isAnswer: true);
            return;
        }

        // The string broke off: this escape begins something else.
        Forget();
        Take(0x1B);
        Take(b);
    }

    private void TakePasted(byte b)
    {
        ReadOnlySpan<byte> end = "\u001b[201~"u8;
        Pass([b]);
        _pasteEnd = b == end[_pasteEnd] ? _pasteEnd + 1 : b == end[0] ? 1 : 0;
        if (_pasteEnd == end.Length)
        {
            _pasteEnd = 0;
            _state = State.Ground;
        }
    }

    /// <summary>A byte that no sequence may hold has ended the one that is held.</summary>
    private void EndBroken(byte b)
    {
        if (_state == State.PrivateControl)
            Forget();
        else
            PassHeld();

        if (b == 0x1B)
        {
            Take(b);
            return;
        }

        Pass([b]);
    }

    private void EndHeld(bool isAnswer)
    {
        if (!isAnswer)
        {
            PassHeld();
            return;
        }

        if (_heldCount < MaxAnswerBytes)
            Answers.Accept(_held.AsSpan(0, _heldCount));

        Forget();
    }

    private void Hold(byte b)
    {
        if (_heldCount < _held.Length)
            _held[_heldCount++] = b;
    }

    private void PassHeldAnd(byte b)
    {
        PassHeld();
        if (b == 0x1B)
        {
            Take(b);
            return;
        }

        Pass([b]);
    }

    private void PassHeld()
    {
        Pass(_held.AsSpan(_passedCount, _heldCount - _passedCount));
        Forget();
    }

    private void Forget()
    {
        _heldCount = 0;
        _passedCount = 0;
        _state = State.Ground;
    }

    private void Pass(ReadOnlySpan<byte> keys)
    {
        if (_keyCount + keys.Length > _keys.Length)
            Array.Resize(ref _keys, Math.Max(2 * _keys.Length, _keyCount + keys.Length));

        keys.CopyTo(_keys.AsSpan(_keyCount));
        _keyCount += keys.Length;
    }
}
