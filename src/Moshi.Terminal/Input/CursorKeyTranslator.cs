namespace Moshi.Terminal.Input;

/// <summary>
/// Turns the cursor keys of a client, whose terminal is always in application mode, into the form that the program on the host asked for: <c>ESC
/// O A</c> to <c>ESC [ A</c> unless DECCKM is set. The server's last step before the pty.
/// </summary>
/// <remarks>
/// mosh-protocol §7.2. Only A to D are translated. An <c>O</c> directly after <c>ESC</c> is withheld until the next byte shows what it belongs
/// to; so Alt-O alone waits for the next key, as with a stock server (mosh-protocol §11, Q19). State survives across calls. Unlike stock, an <c>ESC</c> that follows the withheld <c>O</c> can itself begin a cursor key.
/// </remarks>
public sealed class CursorKeyTranslator
{
    private State _state;

    private enum State
    {
        Ground,
        Escape,
        Ss3,
    }

    /// <summary>Translates the next bytes of the user stream.</summary>
    /// <param name="keys">Bytes as the client sent them.</param>
    /// <param name="applicationCursorKeys">DECCKM of the screen at this moment.</param>
    /// <param name="output">Receives the bytes for the pty; must hold one byte more than <paramref name="keys"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="output"/> is too short.</exception>
    public int Translate(ReadOnlySpan<byte> keys, bool applicationCursorKeys, Span<byte> output)
    {
        if (output.Length <= keys.Length)
            throw new ArgumentException("The output must hold one byte more than the input.", nameof(output));

        int written = 0;
        foreach (byte b in keys)
        {
            switch (_state)
            {
                case State.Escape when b == (byte)'O':
                    _state = State.Ss3;
                    continue;
                case State.Ss3:
                    bool isArrow = b is >= (byte)'A' and <= (byte)'D';
                    output[written++] = isArrow && !applicationCursorKeys ? (byte)'[' : (byte)'O';
                    break;
                case State.Ground:
                case State.Escape:
                    break;
            }

            output[written++] = b;
            _state = b == 0x1B ? State.Escape : State.Ground;
        }

        return written;
    }
}
