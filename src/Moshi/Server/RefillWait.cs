namespace Moshi.Server;

/// <summary>
/// Whether it pays to wait awake until the terminal of a program that floods it has filled again. A pty hands over some 4 KiB at a time, and a worker of the kernel has to run
/// before there are more: who comes back at once finds nothing and sleeps, and waking up takes longer than filling. A wait that was in vain is not repeated soon: a program
/// that prints slower than it is read is best slept for.
/// </summary>
/// <param name="isPossible">There is a second processor: two threads cannot run on one at the same time.</param>
internal struct RefillWait(bool isPossible)
{
    /// <summary>Worth reading: the rest comes while it is read.</summary>
    public const int WorthwhileBytes = 2000;

    /// <summary>Twice what the kernel needs; nothing that a person could notice.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMicroseconds(50);

    // A read that left nothing out: the worker had waited for us, and not we for it.
    private const int FullReadBytes = 4000;

    // Waits left out after as many in vain: 1, 3, 7 … 63.
    private const int MostFailures = 6;

    private int _failures;
    private int _leftOut;
    private bool _hasFilled;

    /// <summary>After a read in a flood: whether to wait.</summary>
    public bool IsWorthwhile(int readBytes)
    {
        if (!isPossible || (readBytes < FullReadBytes && !_hasFilled))
            return false;
        if (_leftOut == 0)
            return true;
        _leftOut--;
        return false;
    }

    /// <summary>What has come of a wait.</summary>
    public void Note(bool hasFilled)
    {
        _hasFilled = hasFilled;
        _failures = hasFilled ? 0 : Math.Min(_failures + 1, MostFailures);
        _leftOut = (1 << _failures) - 1;
    }
}
