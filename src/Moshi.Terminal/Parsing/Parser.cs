using System.Text;

namespace Moshi.Terminal.Parsing;

/// <summary>
/// Recognises text and control functions in a stream of UTF-8 bytes, in the manner of mosh 1.4 (mosh-protocol §8.1, §8.2): a DEC-style state machine over
/// code points. It knows nothing of screens, so that it can serve the output of a host and the keys of a user alike. Chunk boundaries do not matter.
/// </summary>
/// <remarks>
/// Two paths lead to the same sink calls: in the ground state, whole runs of printable ASCII and control sequences that lie entirely in the buffer are
/// taken at once; everything else goes code point by code point through <see cref="TransitionTable"/>. Memory is bounded by the limits below.
/// </remarks>
public sealed class Parser
{
    /// <summary>Most code points of an OSC string that are kept; the rest is dropped.</summary>
    public const int MaxOscCodePoints = 16_384;

    /// <summary>Characters of parameter text after which the rest is dropped.</summary>
    public const int MaxParameterCharacters = 100;

    private const int MaxParameterValue = 65_535;
    private const int MaxCollected = 8;

    private readonly int[] _parameters = new int[MaxParameterCharacters + 1];
    private ParserState _state;
    private int _parameterCount;
    private int _parameterCharacters;
    private ulong _collected;
    private int _collectedCount;
    private byte[] _osc = [];
    private int _oscLength;
    private int _oscCodePoints;
    private Utf8Decoder _utf8;

    /// <summary>True when the bytes so far end between two characters or sequences.</summary>
    public bool IsAtRest => _state == ParserState.Ground && !_utf8.IsPartial;

    /// <summary>An independent parser in the same state.</summary>
    public Parser Clone()
    {
        var clone = new Parser();
        clone.CopyFrom(this);
        return clone;
    }

    /// <summary>Takes over the state of another parser.</summary>
    public void CopyFrom(Parser source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _state = source._state;
        _utf8 = source._utf8;
        _parameterCount = source._parameterCount;
        _parameterCharacters = source._parameterCharacters;
        source._parameters.AsSpan(0, _parameterCount).CopyTo(_parameters);
        _collected = source._collected;
        _collectedCount = source._collectedCount;
        _oscCodePoints = source._oscCodePoints;
        _oscLength = 0;
        AppendOsc(source._osc.AsSpan(0, source._oscLength));
    }

    /// <summary>Parses bytes and tells the sink what they mean, in order.</summary>
    public void Feed<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        while (!bytes.IsEmpty)
        {
            int consumed = 0;
            if (!_utf8.IsPartial)
            {
                consumed = _state switch
                {
                    ParserState.Ground => FeedGround(bytes, ref sink),
                    ParserState.OscString => FeedOsc(bytes),
                    ParserState.IgnoredString => CountOf(bytes, 0x1C, 0x7F),
                    _ => 0,
                };
            }

            if (consumed == 0)
            {
                Step(bytes[0], ref sink);
                consumed = 1;
            }

            bytes = bytes[consumed..];
        }
    }

    /// <summary>Takes what can be taken at once in the ground state; returns 0 when the next byte needs the state machine.</summary>
    private int FeedGround<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        int at = 0;
        while (at < bytes.Length)
        {
            byte first = bytes[at];
            int consumed;
            if (first is >= 0x20 and <= 0x7E)
            {
                consumed = CountOf(bytes[at..], 0x20, 0x7E);
                sink.PrintAscii(bytes.Slice(at, consumed));
            }
            else if (first == 0x1B)
            {
                consumed = FeedControlSequence(bytes[at..], ref sink);
            }
            else if (first < 0x20)
            {
                sink.Execute(first);
                consumed = 1;
            }
            else
            {
                consumed = Utf8Decoder.TryDecode(bytes[at..], out int codePoint);
                if (codePoint < 0xA0)
                {
                    return at;
                }

                sink.Print(codePoint);
            }

            if (consumed == 0)
            {
                return at;
            }

            at += consumed;
        }

        return at;
    }

    /// <summary>A CSI sequence that is complete in the buffer and has no intermediates, no parameter text over the limit and no surprises; else 0.</summary>
    private int FeedControlSequence<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        if (bytes.Length < 3 || bytes[1] != '[')
        {
            return 0;
        }

        int at = 2;
        ulong collected = 0;
        if (bytes[at] is >= (byte)'<' and <= (byte)'?')
        {
            collected = bytes[at++];
        }

        ReadOnlySpan<byte> text = bytes[..Math.Min(bytes.Length, at + MaxParameterCharacters + 1)];
        int count = 0;
        int value = -1;
        for (; at < text.Length; at++)
        {
            int character = text[at];
            int digit = character - '0';
            if ((uint)digit <= 9)
            {
                value = AppendDigit(value, digit);
            }
            else if (character == ';')
            {
                _parameters[count++] = value > MaxParameterValue ? -1 : value;
                value = -1;
            }
            else if (character is >= 0x40 and <= 0x7E)
            {
                _parameters[count++] = value > MaxParameterValue ? -1 : value;
                sink.DispatchControlSequence(new ControlSequence(collected, _parameters.AsSpan(0, count), character));
                return at + 1;
            }
            else
            {
                return 0;
            }
        }

        return 0;
    }

    private int FeedOsc(ReadOnlySpan<byte> bytes)
    {
        int run = CountOf(bytes, 0x20, 0x7F);
        int kept = Math.Min(run, MaxOscCodePoints - _oscCodePoints);
        AppendOsc(bytes[..kept]);
        _oscCodePoints += kept;
        return run;
    }

    private static int CountOf(ReadOnlySpan<byte> bytes, byte lowest, byte highest)
    {
        int count = bytes.IndexOfAnyExceptInRange(lowest, highest);
        return count < 0 ? bytes.Length : count;
    }

    private void Step<TSink>(byte next, ref TSink sink)
        where TSink : struct, IParserSink
    {
        bool again;
        do
        {
            int codePoint = _utf8.Push(next, out again);
            if (codePoint >= 0)
            {
                Step(codePoint, ref sink);
            }
        }
        while (again);
    }

    private void Step<TSink>(int codePoint, ref TSink sink)
        where TSink : struct, IParserSink
    {
        int transition = TransitionTable.Of(_state, codePoint);
        var action = (ParserAction)(transition >> 4);
        var next = (ParserState)(transition & 0xF);
        ParserState previous = _state;
        if (previous == ParserState.OscString && (next != ParserState.OscString || codePoint == 0x9D))
        {
            // Leaving by any route dispatches what was collected, also by CAN or by the start of another sequence.
            sink.DispatchOsc(_osc.AsSpan(0, _oscLength));
        }

        _state = next;
        Act(action, codePoint, ref sink);
        bool entered = next != previous || codePoint is 0x1B or 0x9B or 0x9D;
        if (entered)
        {
            Enter(next);
        }
    }

    private void Enter(ParserState state)
    {
        switch (state)
        {
            case ParserState.Escape:
            case ParserState.CsiEntry:
                _parameterCount = 0;
                _parameterCharacters = 0;
                _collected = 0;
                _collectedCount = 0;
                break;
            case ParserState.OscString:
                _oscLength = 0;
                _oscCodePoints = 0;
                break;
            case ParserState.Ground:
            case ParserState.EscapeIntermediate:
            case ParserState.CsiParameter:
            case ParserState.CsiIntermediate:
            case ParserState.CsiIgnore:
            case ParserState.IgnoredString:
            default:
                break;
        }
    }

    private void Act<TSink>(ParserAction action, int codePoint, ref TSink sink)
        where TSink : struct, IParserSink
    {
        switch (action)
        {
            case ParserAction.Print:
                Print(codePoint, ref sink);
                break;
            case ParserAction.Execute:
                sink.Execute(codePoint);
                break;
            case ParserAction.Collect:
                if (_collectedCount < MaxCollected)
                {
                    _collected = (_collected << 8) | (uint)codePoint;
                    _collectedCount++;
                }

                break;
            case ParserAction.Parameter:
                AppendParameter(codePoint);
                break;
            case ParserAction.DispatchEscape:
                DispatchEscape(codePoint, ref sink);
                break;
            case ParserAction.DispatchControlSequence:
                DispatchControlSequence(codePoint, ref sink);
                break;
            case ParserAction.AppendOsc:
                AppendOsc(codePoint);
                break;
            case ParserAction.Ignore:
            default:
                break;
        }
    }

    private static void Print<TSink>(int codePoint, ref TSink sink)
        where TSink : struct, IParserSink
    {
        if (codePoint is >= 0x20 and <= 0x7E)
        {
            byte ascii = (byte)codePoint;
            sink.PrintAscii(new ReadOnlySpan<byte>(in ascii));
            return;
        }

        sink.Print(codePoint);
    }

    private void DispatchEscape<TSink>(int final, ref TSink sink)
        where TSink : struct, IParserSink
    {
        if (_collectedCount == 0 && final is >= 0x40 and <= 0x5F)
        {
            sink.Execute(final + 0x40);
            return;
        }

        sink.DispatchEscape(new EscapeSequence(_collected, final));
    }

    private void DispatchControlSequence<TSink>(int final, ref TSink sink)
        where TSink : struct, IParserSink
    {
        if (_parameterCount == 0)
        {
            _parameters[_parameterCount++] = -1;
        }

        for (int i = 0; i < _parameterCount; i++)
        {
            _parameters[i] = _parameters[i] > MaxParameterValue ? -1 : _parameters[i];
        }

        sink.DispatchControlSequence(new ControlSequence(_collected, _parameters.AsSpan(0, _parameterCount), final));
    }

    private void AppendParameter(int character)
    {
        if (_parameterCharacters == MaxParameterCharacters)
        {
            return;
        }

        _parameterCharacters++;
        if (_parameterCount == 0)
        {
            _parameters[_parameterCount++] = -1;
        }

        if (character == ';')
        {
            _parameters[_parameterCount++] = -1;
            return;
        }

        ref int value = ref _parameters[_parameterCount - 1];
        value = AppendDigit(value, character - '0');
    }

    /// <summary>Saturates just above the largest valid value, which marks the parameter as missing.</summary>
    private static int AppendDigit(int value, int digit) =>
        value > MaxParameterValue ? value : (Math.Max(value, 0) * 10) + digit;

    private void AppendOsc(int codePoint)
    {
        if (_oscCodePoints == MaxOscCodePoints)
        {
            return;
        }

        _oscCodePoints++;
        Span<byte> utf8 = stackalloc byte[4];
        AppendOsc(utf8[..new Rune(codePoint).EncodeToUtf8(utf8)]);
    }

    private void AppendOsc(ReadOnlySpan<byte> utf8)
    {
        if (_oscLength + utf8.Length > _osc.Length)
        {
            Array.Resize(ref _osc, Math.Max(256, Math.Max(2 * _osc.Length, _oscLength + utf8.Length)));
        }

        utf8.CopyTo(_osc.AsSpan(_oscLength));
        _oscLength += utf8.Length;
    }
}
