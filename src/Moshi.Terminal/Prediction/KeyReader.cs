using System.Buffers;
using System.Text;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Cuts typed bytes into keys: UTF-8, control characters, and the sequences of terminals for other keys, in application mode or not. Reads may cut
/// them anywhere. Used by the engine only.
/// </summary>
internal struct KeyReader
{
    private State _state;
    private uint _partial;
    private int _partialBytes;
    private int _parameter;
    private int _parameters;
    private bool _isPrivate;

    private enum State : byte
    {
        Ground,
        Escape,
        Sequence,
    }

    /// <summary>Takes the next byte. False when more bytes are needed.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="kind">What the key does.</param>
    /// <param name="codePoint">The character or mark, for the kinds that have one.</param>
    public bool TryRead(byte value, out KeyKind kind, out int codePoint)
    {
        codePoint = 0;
        switch (_state)
        {
            case State.Escape:
                return ReadAfterEscape(value, out kind, out codePoint);
            case State.Sequence:
                return ReadSequence(value, out kind);
            default:
                return ReadGround(value, out kind, out codePoint);
        }
    }

    /// <summary>
    /// True when the last byte was an escape character. At the end of a read that was the Escape key, or else the first byte of a sequence that was
    /// torn, which goes on only with a bracket.
    /// </summary>
    public readonly bool IsAfterEscape => _state == State.Escape;

    /// <summary>True when the next byte begins a key.</summary>
    public readonly bool IsIdle => _state == State.Ground && _partialBytes == 0;

    /// <summary>A read begins with this byte.</summary>
    public void Begin(byte first)
    {
        if (_state == State.Escape && first is not ((byte)'[' or (byte)'O'))
            _state = State.Ground;
    }

    private bool ReadGround(byte value, out KeyKind kind, out int codePoint)
    {
        codePoint = 0;
        kind = KeyKind.Boundary;
        if (value >= 0x80 || _partialBytes > 0)
            return ReadUtf8(value, out kind, out codePoint);

        if (value == 0x1B)
        {
            _state = State.Escape;
            return false;
        }

        kind = value >= 0x20 && value != 0x7F ? KeyKind.Character : KindOfControl(value);
        codePoint = value;
        return true;
    }

    private bool ReadUtf8(byte value, out KeyKind kind, out int codePoint)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int index = 0; index < _partialBytes; index++)
            bytes[index] = (byte)(_partial >> (8 * index));

        bytes[_partialBytes] = value;
        OperationStatus status = Rune.DecodeFromUtf8(bytes[..(_partialBytes + 1)], out Rune rune, out _);
        codePoint = rune.Value;
        kind = KeyKind.Character;
        if (status == OperationStatus.NeedMoreData)
        {
            _partial |= (uint)value << (8 * _partialBytes++);
            return false;
        }

        _partial = 0;
        _partialBytes = 0;
        if (status != OperationStatus.Done)
            kind = KeyKind.Opaque;

        return true;
    }

    private bool ReadAfterEscape(byte value, out KeyKind kind, out int codePoint)
    {
        codePoint = 0;
        switch (value)
        {
            case (byte)'[' or (byte)'O':
                _state = State.Sequence;
                _parameter = 0;
                _parameters = 0;
                _isPrivate = false;
                kind = KeyKind.Nothing;
                return false;
            case 0x1B:
                kind = KeyKind.Boundary;
                return true;
            default:
                // A key with Alt.
                _state = State.Ground;
                kind = value is >= 0x20 and < 0x80 ? KeyKind.Edit : KeyKind.Boundary;
                return true;
        }
    }

    private bool ReadSequence(byte value, out KeyKind kind)
    {
        kind = KeyKind.Boundary;
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                _parameter = Math.Min(9999, (_parameter * 10) + value - '0');
                return false;
            case (byte)';':
                _parameters++;
                return false;
            case >= 0x20 and < 0x40:
                _isPrivate = true;
                return false;
            default:
                _state = State.Ground;
                kind = _isPrivate || value is < 0x40 or >= 0x7F ? KeyKind.Boundary : KindOfSequence(value);
                return true;
        }
    }

    private readonly KeyKind KindOfSequence(byte final) => final switch
    {
        (byte)'C' when _parameters == 0 => KeyKind.Right,
        (byte)'D' when _parameters == 0 => KeyKind.Left,
        (byte)'H' when _parameters == 0 => KeyKind.Home,
        (byte)'F' when _parameters == 0 => KeyKind.End,
        >= (byte)'A' and <= (byte)'H' => KeyKind.Edit,
        (byte)'I' => KeyKind.Nothing,
        (byte)'~' when _parameters == 0 => _parameter switch
        {
            1 or 7 => KeyKind.Home,
            4 or 8 => KeyKind.End,
            3 => KeyKind.Delete,
            5 or 6 => KeyKind.Edit,
            200 or 201 => KeyKind.Nothing,
            _ => KeyKind.Boundary,
        },
        (byte)'~' => KeyKind.Edit,
        _ => KeyKind.Boundary,
    };

    /// <summary>What control characters do in line editors that follow emacs: readline, zsh, fish, and most others.</summary>
    private static KeyKind KindOfControl(byte control) => control switch
    {
        0x01 => KeyKind.Home,
        0x02 => KeyKind.LeftOrPrefix,
        0x04 => KeyKind.Delete,
        0x05 => KeyKind.End,
        0x06 => KeyKind.RightOrCommand,
        0x08 or 0x7F => KeyKind.Backspace,
        0x0B => KeyKind.KillRight,
        0x15 => KeyKind.KillLeft,
        0x17 => KeyKind.KillWord,
        0x03 or 0x0A or 0x0D or 0x1A or 0x1C => KeyKind.NewLine,
        0x09 or 0x0C or 0x0E or 0x10 or 0x14 or 0x19 or 0x1F => KeyKind.Edit,
        _ => KeyKind.Boundary,
    };
}
