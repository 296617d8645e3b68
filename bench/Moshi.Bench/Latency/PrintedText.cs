namespace Moshi.Bench.Latency;

/// <summary>Picks the printed ASCII characters out of what a client writes to its terminal; escape sequences are passed over.</summary>
internal sealed class PrintedText
{
    private State _state;

    private enum State
    {
        Ground,
        Escape,
        Intermediate,
        Sequence,
        String,
        StringEscape,
    }

    /// <summary>Takes one byte; true when it is a printed ASCII character.</summary>
    public bool IsPrinted(byte value)
    {
        switch (_state)
        {
            case State.Ground:
                if (value == 0x1B)
                {
                    _state = State.Escape;
                    return false;
                }
                return value is > 0x20 and < 0x7F;
            case State.Escape:
                _state = value switch
                {
                    (byte)'[' => State.Sequence,
                    (byte)']' or (byte)'P' or (byte)'_' or (byte)'^' => State.String,
                    >= 0x20 and < 0x30 => State.Intermediate,
                    _ => State.Ground,
                };
                return false;
            case State.Intermediate:
                _state = value is >= 0x20 and < 0x30 ? State.Intermediate : State.Ground;
                return false;
            case State.Sequence:
                _state = value is >= 0x40 and < 0x7F ? State.Ground : State.Sequence;
                return false;
            case State.String:
                _state = value switch { 0x07 => State.Ground, 0x1B => State.StringEscape, _ => State.String };
                return false;
            case State.StringEscape:
                _state = value == (byte)'\\' ? State.Ground : State.String;
                return false;
            default:
                throw new InvalidOperationException($"state {_state}");
        }
    }
}
