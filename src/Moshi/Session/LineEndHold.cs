using Moshi.Terminal.Screen;
using Moshi.Transport.Time;

namespace Moshi.Session;

/// <summary>
/// A cursor at the beginning of an empty line says that the program has ended a line, or erased one, and is about to go on: towards a stock client, for which each picture is a datagram of 95 bytes and more, such
/// a picture waits for what follows as long as mosh 1.4 collects any output (8 ms), and no longer.
/// </summary>
internal sealed class LineEndHold
{
    /// <summary>As long as mosh 1.4 waits for more output, whatever there is (mosh-protocol §6.1, SEND_MINDELAY).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(8);

    private Instant _since = Instant.Never;

    /// <summary>When the picture leaves as it is; <see cref="Instant.Never"/> when nothing waits.</summary>
    public Instant Until => _since == Instant.Never ? Instant.Never : _since + Longest;

    /// <summary>The program has printed, and the screen is drawn.</summary>
    public void Note(Framebuffer screen, Instant now)
    {
        if (!IsAtLineStart(screen))
            _since = Instant.Never;
        else if (_since == Instant.Never)
            _since = now;
    }

    /// <summary>Whether the picture is to wait.</summary>
    public bool IsHolding(Instant now)
    {
        if (now >= Until)
            _since = Instant.Never;
        return _since != Instant.Never;
    }

    private static bool IsAtLineStart(Framebuffer screen)
    {
        if (screen.CursorColumn != 0)
            return false;
        foreach (Cell cell in screen.CellsOf(screen.CursorRow))
        {
            if (!cell.LooksEmpty)
                return false;
        }

        return true;
    }
}
