namespace Moshi.Terminal.Input;

/// <summary>Takes the commands to the client out of the typed bytes. Put it between the terminal and the user stream.</summary>
/// <remarks>
/// mosh-protocol §3.4. One byte after the key is examined: <c>.</c> quits, Ctrl-Z suspends, the pass key sends the key itself, and anything else
/// sends both bytes; so the key typed twice is sent twice when it is a control key (mosh issue 1239), and once when it is its own pass key. Show
/// <see cref="EscapeKey.CommandHelp"/> as long as <see cref="AwaitsCommand"/> is true after a call.
/// </remarks>
public sealed class EscapeKeyFilter(EscapeKey key)
{
    private const byte Suspend = 0x1A;

    private bool _atLineStart;

    /// <summary>The key that is filtered.</summary>
    public EscapeKey Key => key;

    /// <summary>True when the escape key was the last byte typed: the next one is its command.</summary>
    public bool AwaitsCommand { get; private set; }

    /// <summary>Filters typed bytes until they end or ask for something.</summary>
    /// <param name="typed">Bytes from the terminal, of one read.</param>
    /// <param name="output">Receives the bytes for the host; must hold one byte more than <paramref name="typed"/>.</param>
    /// <param name="consumed">How many typed bytes were taken. After <see cref="EscapeCommand.Suspend"/> call again with the rest; a quit takes
    /// all, as what was typed behind it is dropped.</param>
    /// <param name="written">How many bytes of <paramref name="output"/> are for the host; send them before acting on the command.</param>
    /// <exception cref="ArgumentException"><paramref name="output"/> is too short.</exception>
    public EscapeCommand Filter(ReadOnlySpan<byte> typed, Span<byte> output, out int consumed, out int written)
    {
        if (output.Length <= typed.Length)
            throw new ArgumentException("The output must hold one byte more than the input.", nameof(output));

        written = 0;
        for (int i = 0; i < typed.Length; i++)
        {
            byte b = typed[i];
            if (!AwaitsCommand)
            {
                bool recognized = key.IsEnabled && b == key.Code && (_atLineStart || !key.NeedsLineStart);
                _atLineStart = b is (byte)'\r' or (byte)'\n';
                if (recognized)
                    AwaitsCommand = true;
                else
                    output[written++] = b;

                continue;
            }

            AwaitsCommand = false;
            switch (b)
            {
                case (byte)'.':
                    consumed = typed.Length;
                    return EscapeCommand.Quit;
                case Suspend:
                    consumed = i + 1;
                    return EscapeCommand.Suspend;
            }

            output[written++] = key.Code;
            if (!key.IsPass(b))
            {
                output[written++] = b;
                _atLineStart = b is (byte)'\r' or (byte)'\n';
            }
        }

        consumed = typed.Length;
        return EscapeCommand.None;
    }
}
