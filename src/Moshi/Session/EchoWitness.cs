using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>
/// Sees on the screen that what a stock client guesses of its keys has come true (mosh-protocol §9.5), so that the echo ack travels with the echo instead of in a datagram of its own, 50 ms behind it. Towards a
/// client that is not ours: note what it types, look after the program has printed, and tell <see cref="EchoAckClock"/>. What is not seen is left to the clock.
/// </summary>
internal sealed class EchoWitness
{
    private const int MaxBytes = 64;
    private const int MaxStates = 16;
    private const byte Escape = 0x1B, CarriageReturn = 0x0D, Delete = 0x7F;

    private readonly byte[] _typed = new byte[MaxBytes];
    private readonly (ulong Number, int End)[] _states = new (ulong Number, int End)[MaxStates];
    private int _count;
    private int _row;
    private int _column;
    private bool _isBlind;

    /// <summary>True while something is expected that <see cref="TrySee"/> may find.</summary>
    public bool IsExpecting => _count > 0 && !_isBlind;

    /// <summary>
    /// Whether a stock client may guess anything of keys. It does not of control characters, function keys and arrows up or down: when it learns that they have had their effect makes no
    /// difference to it, and the answer to its next key is soon enough.
    /// </summary>
    public static bool MayBeGuessed(ReadOnlySpan<byte> keys)
    {
        for (int at = 0; at < keys.Length; at++)
        {
            byte key = keys[at];
            if (key is >= 0x20 or CarriageReturn)
                return true;
            if (key != Escape || at + 2 >= keys.Length || keys[at + 1] is not ((byte)'[' or (byte)'O'))
                continue;
            at += 2;
            while (at < keys.Length && keys[at] is >= 0x20 and < 0x40)
                at++;
            if (at == keys.Length || keys[at] is (byte)'C' or (byte)'D')
                return true;
        }

        return false;
    }

    /// <summary>A client state has brought keys, of which the screen, all drawn, shows nothing yet.</summary>
    public void Expect(ulong number, ReadOnlySpan<byte> keys, Framebuffer screen)
    {
        if (_count == 0)
        {
            (_row, _column) = (screen.CursorRow, screen.CursorColumn);
            _isBlind = !IsBlankFrom(screen, _row, _column);
        }

        int start = _count == 0 ? 0 : _states[_count - 1].End;
        _isBlind |= _count == MaxStates || start + keys.Length > MaxBytes || !IsPlain(keys);
        if (_isBlind)
        {
            _count = Math.Max(_count, 1);
            _states[_count - 1].Number = number;
            return;
        }

        keys.CopyTo(_typed.AsSpan(start));
        if (_count == 0 || _states[_count - 1].Number != number)
            _count++;
        _states[_count - 1] = (number, start + keys.Length);
    }

    /// <summary>The program has printed: the newest state whose keys the screen, all drawn, shows as a client guesses them.</summary>
    public bool TrySee(Framebuffer screen, out ulong number)
    {
        number = 0;
        if (!IsExpecting)
            return false;
        // The echo may end within what one state has brought: those before it are seen.
        int end = _states[_count - 1].End;
        while (end >= _states[0].End && !Shows(screen, end))
            end--;
        int seen = _count;
        while (seen > 0 && _states[seen - 1].End > end)
            seen--;
        if (seen == 0)
            return false;
        number = _states[seen - 1].Number;
        Forget(number);
        return true;
    }

    /// <summary>The client is told of the states up to this one.</summary>
    public void Forget(ulong number)
    {
        if (_count == 0 || _states[0].Number > number)
            return;
        if (_states[_count - 1].Number <= number)
        {
            _count = 0;
            return;
        }

        // What has been shown stays: those behind it are typed after it.
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_states[i].Number > number)
                _states[kept++] = _states[i];
        }

        _count = kept;
    }

    // A line end comes last in what is typed together, or the rest is not looked for.
    private static bool IsPlain(ReadOnlySpan<byte> keys)
    {
        foreach (byte key in keys)
        {
            if (key is not (>= 0x20 and <= Delete or CarriageReturn))
                return false;
        }

        return keys.IndexOf(CarriageReturn) is var at && (at < 0 || at == keys.Length - 1);
    }

    private bool Shows(Framebuffer screen, int end)
    {
        ReadOnlySpan<byte> typed = _typed.AsSpan(0, end);
        if (typed[^1] == CarriageReturn)
            return typed[..^1].IndexOf(CarriageReturn) < 0 && HasLeftLine(screen);

        Span<byte> cells = stackalloc byte[MaxBytes];
        int length = 0;
        int erased = 0;
        foreach (byte key in typed)
        {
            if (key == CarriageReturn)
                return false;
            if (key != Delete)
                cells[length++] = key;
            else if (length > 0)
                length--;
            else
                erased++;
        }

        int column = _column - erased;
        if (column < 0 || screen.CursorRow != _row || screen.CursorColumn != column + length || !IsBlankFrom(screen, _row, column + length))
            return false;
        for (int i = 0; i < length; i++)
        {
            Cell cell = screen[_row, column + i];
            if (cells[i] == ' ' ? !cell.LooksEmpty : cell.IsCluster || cell.CodePoint != cells[i])
                return false;
        }

        return true;
    }

    // The line has been ended: what a client guesses of it is the cursor's new place, which the program may have left again.
    private bool HasLeftLine(Framebuffer screen) => screen.CursorRow != _row || (screen.CursorColumn == 0 && _column > 0);

    private static bool IsBlankFrom(Framebuffer screen, int row, int column)
    {
        if (row >= screen.Rows || column >= screen.Columns)
            return false;
        foreach (Cell cell in screen.CellsOf(row)[column..])
        {
            if (!cell.LooksEmpty)
                return false;
        }

        return true;
    }
}
