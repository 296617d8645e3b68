using System.Globalization;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>What the user saw of one run.</summary>
internal sealed class ReplayResult
{
    /// <summary>Keys typed.</summary>
    public int Keys { get; set; }

    /// <summary>Keys after which screen and cursor were exact at once.</summary>
    public int Instant { get; set; }

    /// <summary>
    /// Keys whose picture can be known at the time from what was on the screen. The others end lines, are for a prompt that has not come yet, or bring up a suggestion
    /// that was never seen. (Text that is edited in the middle of a line counts among the others, although it can be known too.)
    /// </summary>
    public int Knowable { get; set; }

    /// <summary>Characters typed that are meant to be seen.</summary>
    public int Characters { get; set; }

    /// <summary>Of those, how many stood in place at once, with the cursor behind them, whatever the rest of the row showed.</summary>
    public int Typed { get; set; }

    /// <summary>Keys after which a picture was shown that is no state of the program, and not even the typed character was right.</summary>
    public int Wrong { get; set; }

    /// <summary>Times that a picture went back to an earlier state of the program.</summary>
    public int RolledBack { get; set; }

    /// <summary>Keys after which a cell was shown that no state of the program before or at the time had.</summary>
    public int StrayCells { get; set; }

    /// <summary>The longest time that a picture stood which is no state of the program at all.</summary>
    public long LongestWrongMs { get; set; }

    /// <summary>Characters of a password that were seen.</summary>
    public int Leaked { get; set; }

    /// <summary>True when the last picture was the program's.</summary>
    public bool IsSettled { get; set; } = true;

    /// <summary>From key to exact picture.</summary>
    public List<long> LatencyMs { get; } = [];

    /// <summary>Keys that did not show at once, and what was shown.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>What went wrong, for the message of a test.</summary>
    public List<string> Notes { get; } = [];

    public double InstantPercent => 100.0 * Instant / Keys;

    public double KnowablePercent => 100.0 * Knowable / Keys;

    public double TypedPercent => Characters == 0 ? 0 : 100.0 * Typed / Characters;

    public double WrongPercent => 100.0 * Wrong / Keys;

    public long MedianMs => LatencyMs.Count == 0 ? -1 : LatencyMs.Order().ElementAt(LatencyMs.Count / 2);

    public void Add(ReplayResult other)
    {
        Keys += other.Keys;
        Instant += other.Instant;
        Knowable += other.Knowable;
        Characters += other.Characters;
        Typed += other.Typed;
        Wrong += other.Wrong;
        RolledBack += other.RolledBack;
        StrayCells += other.StrayCells;
        LongestWrongMs = Math.Max(LongestWrongMs, other.LongestWrongMs);
        Leaked += other.Leaked;
        IsSettled &= other.IsSettled;
        LatencyMs.AddRange(other.LatencyMs);
        Missed.AddRange(other.Missed);
        Notes.AddRange(other.Notes);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{InstantPercent,5:F1} (of {KnowablePercent:F1}) / {TypedPercent,5:F1} % / {MedianMs,4} ms, wrong {Wrong}, stray {StrayCells}, back {RolledBack}, longest {LongestWrongMs} ms");
}
