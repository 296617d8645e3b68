using System.Text;
using System.Text.Json;

namespace Moshi.Lab.Recordings;

/// <summary>What a real program wrote, what was typed at it, and when: a file of tests/recordings (asciicast v2).</summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="Columns">Width of the terminal that it was made on.</param>
/// <param name="Rows">Height of that terminal.</param>
/// <param name="Events">In the order of time.</param>
public sealed record Recording(string Name, int Columns, int Rows, IReadOnlyList<RecordedEvent> Events)
{
    // Nobody learns anything from waiting longer.
    private const double LongestPauseSeconds = 0.4;

    /// <summary>When the last event happens.</summary>
    public TimeSpan Duration => Events.Count == 0 ? TimeSpan.Zero : Events[^1].At;

    /// <summary>The output in the pieces in which it came.</summary>
    public IEnumerable<byte[]> Output => Events.Where(static happened => !happened.IsInput).Select(static happened => happened.Bytes);

    /// <summary>All recordings of a directory, by name.</summary>
    public static IEnumerable<Recording> LoadAll(string directory) => Directory.GetFiles(directory, "*.cast").Order(StringComparer.Ordinal).Select(Load);

    /// <summary>Reads one file; long pauses are shortened.</summary>
    public static Recording Load(string file)
    {
        string[] lines = File.ReadAllLines(file);
        using var header = JsonDocument.Parse(lines[0]);
        var events = new List<RecordedEvent>();
        double last = 0, at = 0;
        foreach (string line in lines.Skip(1).Where(static line => line.Length > 0))
        {
            using var item = JsonDocument.Parse(line);
            double time = item.RootElement[0].GetDouble();
            at += Math.Clamp(time - last, 0, LongestPauseSeconds);
            last = time;
            events.Add(new RecordedEvent(TimeSpan.FromSeconds(at), item.RootElement[1].ValueEquals("i"), Encoding.UTF8.GetBytes(item.RootElement[2].GetString()!)));
        }

        return new Recording(
            Path.GetFileNameWithoutExtension(file), header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32(), events);
    }
}
