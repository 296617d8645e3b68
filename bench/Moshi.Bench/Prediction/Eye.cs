using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Terminal.Emulation;

namespace Moshi.Bench.Prediction;

/// <summary>A terminal for a program, which can be looked at while time passes.</summary>
/// <param name="program">The program.</param>
/// <param name="answers">Whether its questions are answered.</param>
/// <param name="hasClock">Whether times that it shows are left out of pictures.</param>
internal sealed class Eye(PtyProcess program, bool answers, bool hasClock)
{
    private readonly byte[] _buffer = new byte[65_536];

    /// <summary>The terminal.</summary>
    public Emulator Terminal { get; } = new(TerminalSize.Standard.Columns, TerminalSize.Standard.Rows);

    /// <summary>What it shows.</summary>
    public Picture Seen { get; private set; } = new("", "", 0, 0);

    /// <summary>All that it has shown.</summary>
    public HashSet<Picture> Shown { get; } = [];

    /// <summary>Waits for output until a <see cref="System.Diagnostics.Stopwatch"/> timestamp; false when there was none.</summary>
    public bool Look(long deadline)
    {
        int count = program.Read(_buffer, deadline);
        if (count <= 0)
            return false;
        Feed(_buffer.AsSpan(0, count));
        if (answers && !Terminal.Replies.IsEmpty)
            program.Write(Terminal.Replies);
        Terminal.ClearReplies();
        Seen = Picture.Of(Terminal, hasClock);
        Shown.Add(Seen);
        return true;
    }

    // A server may look at any moment of a program: nothing that it can see there is a wrong picture.
    private void Feed(ReadOnlySpan<byte> output)
    {
        if (!answers)
        {
            Terminal.Feed(output);
            return;
        }
        foreach (ref readonly byte value in output)
        {
            Terminal.Feed(new ReadOnlySpan<byte>(in value));
            Shown.Add(Picture.Of(Terminal, hasClock));
        }
    }

    /// <summary>Looks on for a time.</summary>
    public void LookFor(TimeSpan time)
    {
        long deadline = PtyProcess.DeadlineAfter(time);
        while (Look(deadline))
        {
        }
    }
}
