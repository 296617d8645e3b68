using System.Buffers;
using System.Text;

namespace Moshi.Terminal.Parsing;

public sealed partial class Parser
{
    /// <summary>What is kept of a string that was dropped: its number and a little more.</summary>
    private const int BeginningOfDropped = 64;

    /// <summary>Buffers above this are given back when the string is over.</summary>
    private const int KeptBufferBytes = 16 * 1024;

    private static readonly SearchValues<byte> s_stringStops = SearchValues.Create(0x18, 0x1A, 0x1B, 0xC2);

    private byte[] _string = [];
    private int _stringLength;
    private int _stringCodePoints;
    private bool _stringDropped;

    private void CopyStringFrom(Parser source)
    {
        _stringCodePoints = source._stringCodePoints;
        _stringDropped = source._stringDropped;
        _stringLength = 0;
        Append(source._string.AsSpan(0, source._stringLength));
    }

    private void BeginString()
    {
        _stringLength = 0;
        _stringCodePoints = 0;
        _stringDropped = false;
    }

    private static bool IsEndOfString(ParserState state, ParserState next, int codePoint) => state switch
    {
        ParserState.OscString => next != state || codePoint == 0x9D,
        ParserState.ApcString => next != state || codePoint == 0x9F,
        _ => next != state,
    };

    /// <summary>A string is over by whatever ends it: its terminator, the start of another sequence, or a control that cancels it.</summary>
    private void EndString<TSink>(ParserState state, bool isCancelled, ref TSink sink)
        where TSink : struct, IParserSink
    {
        ReadOnlySpan<byte> contents = _string.AsSpan(0, _stringLength);
        switch (state)
        {
            case ParserState.OscString when isCancelled && !_limits.DispatchesCancelledStrings:
                break;
            case ParserState.OscString when _stringDropped:
                sink.DropOsc(contents);
                break;
            case ParserState.OscString:
                sink.DispatchOsc(contents);
                break;
            case ParserState.ApcString when !isCancelled:
                sink.DispatchApc(contents);
                break;
            case ParserState.DcsPassthrough:
                sink.UnhookDcs(isCancelled);
                break;
            default:
                break;
        }

        if (_string.Length > KeptBufferBytes)
            _string = [];

        BeginString();
    }

    private int FeedOsc(ReadOnlySpan<byte> bytes)
    {
        int run = CountOf(bytes, 0x20, 0x7F);
        if (run > 0)
            AppendOscAscii(bytes[..run]);

        return run;
    }

    private void AppendOscAscii(ReadOnlySpan<byte> ascii)
    {
        // The number decides the limit, so it must be there before much is judged at once.
        const int NumberLength = 3;
        if (_stringLength < NumberLength)
        {
            int head = Math.Min(ascii.Length, NumberLength - _stringLength);
            Append(ascii[..head]);
            _stringCodePoints += head;
            ascii = ascii[head..];
        }

        int room = OscLimit() - _stringCodePoints;
        if (ascii.Length > room)
        {
            DropString();
            ascii = ascii[..Math.Max(0, _stringDropped ? 0 : room)];
        }

        Append(ascii);
        _stringCodePoints += ascii.Length;
    }

    private int OscLimit() => _string.AsSpan(0, _stringLength).StartsWith("52;"u8) ? _limits.ClipboardCodePoints : _limits.OscCodePoints;

    private void DropString()
    {
        if (!_limits.CutsLongStrings)
        {
            _stringDropped = true;
            _stringCodePoints = int.MaxValue;
            _stringLength = Math.Min(_stringLength, BeginningOfDropped);
        }
    }

    private int FeedApc(ReadOnlySpan<byte> bytes)
    {
        int run = CountOfStringBytes(bytes);
        Append(bytes[..Math.Min(run, _limits.ApcBytes - _stringLength)]);
        return run;
    }

    private static int FeedDcs<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IParserSink
    {
        int run = CountOfStringBytes(bytes);
        if (run > 0)
            sink.PutDcs(bytes[..run]);

        return run;
    }

    /// <summary>Bytes that can neither end a string nor begin a character that does (U+0080-9F are C2 80-9F).</summary>
    private static int CountOfStringBytes(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.IndexOfAny(s_stringStops);
        return count < 0 ? bytes.Length : count;
    }

    private static void PutDcs<TSink>(int codePoint, ref TSink sink)
        where TSink : struct, IParserSink
    {
        Span<byte> utf8 = stackalloc byte[4];
        sink.PutDcs(utf8[..new Rune(codePoint).EncodeToUtf8(utf8)]);
    }

    private void AppendString(int codePoint)
    {
        Span<byte> utf8 = stackalloc byte[4];
        utf8 = utf8[..new Rune(codePoint).EncodeToUtf8(utf8)];
        if (_state == ParserState.ApcString)
        {
            Append(utf8[..Math.Min(utf8.Length, _limits.ApcBytes - _stringLength)]);
            return;
        }

        if (_stringCodePoints >= OscLimit())
        {
            DropString();
            return;
        }

        Append(utf8);
        _stringCodePoints++;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_stringLength + bytes.Length > _string.Length)
            Array.Resize(ref _string, Math.Max(256, Math.Max(2 * _string.Length, _stringLength + bytes.Length)));

        bytes.CopyTo(_string.AsSpan(_stringLength));
        _stringLength += bytes.Length;
    }
}
