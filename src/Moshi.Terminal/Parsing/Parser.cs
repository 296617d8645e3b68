using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Moshi.Terminal.Parsing;

/// <summary>
/// Recognises text and control functions in a stream of UTF-8 bytes: a DEC-style state machine over code points (mosh-protocol §8.1, §8.2), with colons
/// between parameters and the contents of strings as xterm has them. It knows nothing of screens, so that it can serve the output of a host and the
/// keys of a user alike. Chunk boundaries do not matter.
/// </summary>
/// <remarks>
/// Two paths lead to the same sink calls: runs of printable ASCII, the contents of strings, and control sequences that lie entirely in the buffer are
/// taken at once; everything else goes code point by code point through <see cref="TransitionTable"/>. Memory is bounded by <see cref="ParserLimits"/>.
/// </remarks>
public sealed partial class Parser
{
    private const int MaxParameterValue = 65_535;
    private const int MaxCollected = 8;

    /// <summary>Longest parameter text that the quick path takes: within every limit, and with room for each character to be a separator.</summary>
    private const int FastParameterCharacters = 100;

    /// <summary>Digits of a parameter that cannot overflow.</summary>
    private const int MaxQuickDigits = 9;

    private readonly ParserLimits _limits;
    private readonly int[] _parameters = new int[ParserLimits.MaxParameters];
    private ParserState _state;
    private int _parameterCount;
    private int _parameterCharacters;
    private UInt128 _subParameters;
    private ulong _collected;
    private int _collectedCount;
    private Utf8Decoder _utf8;

    /// <summary>A parser with the limits of stock.</summary>
    public Parser()
        : this(ParserLimits.Stock)
    {
    }

    /// <summary>A parser in the ground state.</summary>
    public Parser(ParserLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _limits = limits;
    }

    /// <summary>True when the bytes so far end between two characters or sequences.</summary>
    public bool IsAtRest => _state == ParserState.Ground && !_utf8.IsPartial;

    /// <summary>Valid while a string is dispatched: true when BEL ended it, as xterm allows; an answer to it should end in the same way.</summary>
    public bool StringEndedByBell { get; private set; }

    /// <summary>An independent parser in the same state.</summary>
    public Parser Clone()
    {
        var clone = new Parser(_limits);
        clone.CopyFrom(this);
        return clone;
    }

    /// <summary>Takes over the state of another parser; the limits stay.</summary>
    public void CopyFrom(Parser source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _state = source._state;
        _utf8 = source._utf8;
        _parameterCount = source._parameterCount;
        _parameterCharacters = source._parameterCharacters;
        _subParameters = source._subParameters;
        source._parameters.AsSpan(0, _parameterCount).CopyTo(_parameters);
        _collected = source._collected;
        _collectedCount = source._collectedCount;
        CopyStringFrom(source);
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
                    ParserState.DcsPassthrough => FeedDcs(bytes, ref sink),
                    ParserState.ApcString => FeedApc(bytes),
                    ParserState.IgnoredString => CountOfStringBytes(bytes),
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
        int seen = 0;
        while (at < bytes.Length)
        {
            byte first = bytes[at];
            int consumed;
            if (first is >= 0x20 and <= 0x7E)
            {
                // Where each cell has a style, or each line one character, a search costs more than a look.
                bool isSingle = at + 1 < bytes.Length && bytes[at + 1] < 0x20;
                consumed = isSingle ? 1 : CountOfPrintable(bytes[at..]);
                sink.PrintAscii(bytes.Slice(at, consumed));
            }
            else if (first == 0x1B)
            {
                consumed = FeedEscape(bytes[at..], ref sink);
            }
            else if (first < 0x20)
            {
                sink.Execute(first);
                consumed = 1;
                if (first == 0x0A && at >= seen)
                {
                    consumed += sink.TakeLines(bytes[(at + 1)..], out seen);
                    seen += at + consumed;
                }
            }
            else
            {
                consumed = first == 0x7F ? 0 : sink.PrintText(bytes[at..]);
            }

            if (consumed == 0)
                return at;

            at += consumed;
        }

        return at;
    }

    /// <summary>What begins with ESC and is complete in the buffer, when it is of the usual kinds; else 0.</summary>
    private int FeedEscape<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        if (bytes.Length < 2)
            return 0;

        int next = bytes[1];
        if (next == '[')
            return bytes.Length < 3 ? 0 : FeedControlSequence(bytes, ref sink);

        // IND, NEL, HTS, RI and their neighbours; those after O begin strings.
        if (next is < 0x40 or > 'O')
            return 0;

        sink.Execute(next + 0x40);
        return 2;
    }

    /// <summary>A CSI sequence that is complete in the buffer and has no intermediates, not very many parameters and no surprises; else 0.</summary>
    private int FeedControlSequence<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        int taken = FinalOf(bytes[2..]) switch
        {
            'H' => sink.PrintAddressed(bytes),
            'm' or '\0' => sink.PrintStyled(bytes),
            _ => 0,
        };
        if (taken > 0)
            return taken;

        int at = 2;
        ulong collected = 0;
        if (bytes[at] is >= (byte)'<' and <= (byte)'?')
            collected = bytes[at++];

        ReadOnlySpan<byte> text = bytes[..Math.Min(bytes.Length, at + FastParameterCharacters + 1)];
        Span<int> parameters = _parameters;
        UInt128 subParameters = default;
        int count = 0;
        while ((uint)at < (uint)text.Length)
        {
            int value = -1;
            int digit = text[at] - '0';
            if ((uint)digit <= 9)
            {
                int start = at++;
                value = digit;
                while ((uint)at < (uint)text.Length && (uint)(digit = text[at] - '0') <= 9)
                {
                    value = (value * 10) + digit;
                    at++;
                }

                if (at == text.Length || at - start > MaxQuickDigits)
                    return 0;
            }

            int character = text[at++];
            parameters[count++] = value > MaxParameterValue ? Limited(value) : value;
            if (character is >= 0x40 and <= 0x7E)
            {
                sink.DispatchControlSequence(new ControlSequence(collected, parameters[..count], character, subParameters));
                return at;
            }

            if (character == ':')
                subParameters |= UInt128.One << count;
            else if (character != ';')
                return 0;
        }

        return 0;
    }

    /// <summary>The final, when it is among the next eight bytes; else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static char FinalOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(ulong))
            return '\0';

        // The first byte of 0x40 or above is the final: one with bit 6 or 7.
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong finals = (word | (word << 1)) & 0x8080_8080_8080_8080;
        return finals == 0 ? '\0' : (char)(byte)(word >> (BitOperations.TrailingZeroCount(finals) & ~7));
    }

    /// <summary>Length of the printable ASCII at the beginning. Real streams have an escape sequence about every 18 bytes, so the first 16 are looked at without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int CountOfPrintable(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Vector128<byte>.Count)
            return CountOf(bytes, 0x20, 0x7E);

        var first = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes));
        uint others = Vector128.GreaterThan(first - Vector128.Create((byte)0x20), Vector128.Create((byte)(0x7E - 0x20))).ExtractMostSignificantBits();
        return others != 0 ? BitOperations.TrailingZeroCount(others) : Vector128<byte>.Count + CountOf(bytes[Vector128<byte>.Count..], 0x20, 0x7E);
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
            int codePoint = _limits.ReadsUtf8AsStock ? _utf8.Push(next, out again) : _utf8.PushStandard(next, out again);
            if (codePoint >= 0)
                Step(codePoint, ref sink);
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
        if (previous >= ParserState.OscString && IsEndOfString(previous, next, codePoint))
        {
            StringEndedByBell = codePoint == 0x07;
            EndString(previous, codePoint is 0x18 or 0x1A, ref sink);
        }

        _state = next;
        Act(action, codePoint, ref sink);
        if (next != previous || codePoint is 0x1B or 0x90 or 0x9B or 0x9D or 0x9F)
            Enter(next);
    }

    private void Enter(ParserState state)
    {
        switch (state)
        {
            case ParserState.Escape:
            case ParserState.CsiEntry:
            case ParserState.DcsEntry:
                _parameterCount = 0;
                _parameterCharacters = 0;
                _subParameters = default;
                _collected = 0;
                _collectedCount = 0;
                break;
            case ParserState.OscString:
            case ParserState.ApcString:
                BeginString();
                break;
            case ParserState.Ground:
            case ParserState.EscapeIntermediate:
            case ParserState.CsiParameter:
            case ParserState.CsiIntermediate:
            case ParserState.CsiIgnore:
            case ParserState.IgnoredString:
            case ParserState.DcsParameter:
            case ParserState.DcsIntermediate:
            case ParserState.DcsPassthrough:
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
                sink.DispatchControlSequence(FinishedSequence(codePoint));
                break;
            case ParserAction.AppendString:
                AppendString(codePoint);
                break;
            case ParserAction.HookDcs:
                sink.HookDcs(FinishedSequence(codePoint));
                break;
            case ParserAction.PutDcs:
                PutDcs(codePoint, ref sink);
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

    private ControlSequence FinishedSequence(int final)
    {
        if (_parameterCount == 0)
            _parameters[_parameterCount++] = -1;

        for (int i = 0; i < _parameterCount; i++)
            _parameters[i] = Limited(_parameters[i]);

        return new ControlSequence(_collected, _parameters.AsSpan(0, _parameterCount), final, _subParameters);
    }

    private void AppendParameter(int character)
    {
        if (_parameterCharacters == _limits.ParameterCharacters)
            return;

        bool isSeparator = character is ';' or ':';
        if (isSeparator && _parameterCount == ParserLimits.MaxParameters)
        {
            // The rest is dropped: digits that follow must not count as those of the last one.
            _parameterCharacters = _limits.ParameterCharacters;
            return;
        }

        _parameterCharacters++;
        if (_parameterCount == 0)
            _parameters[_parameterCount++] = -1;

        if (isSeparator)
        {
            if (character == ':')
                _subParameters |= UInt128.One << _parameterCount;

            _parameters[_parameterCount++] = -1;
            return;
        }

        ref int value = ref _parameters[_parameterCount - 1];
        value = AppendDigit(value, character - '0');
    }

    /// <summary>Saturates just above the largest valid value.</summary>
    private static int AppendDigit(int value, int digit) =>
        value > MaxParameterValue ? value : (Math.Max(value, 0) * 10) + digit;

    private int Limited(int value)
    {
        if (value <= MaxParameterValue)
            return value;

        return _limits.LargeParametersAreMissing ? -1 : MaxParameterValue;
    }
}
