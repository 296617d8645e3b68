using System.Text;
using System.Text.Json;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Wire;

/// <summary>What a real program wrote, and the keys that made it write that, with their times (asciicast v2, tests/recordings).</summary>
internal sealed class Recording
{
    // Nobody learns anything from waiting longer.
    private const double LongestPauseSeconds = 0.4;

    private Recording(string name, int columns, int rows, IReadOnlyList<Event> events)
    {
        Name = name;
        Columns = columns;
        Rows = rows;
        Events = events;
    }

    public string Name { get; }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<Event> Events { get; }

    public TimeSpan Duration => Events.Count == 0 ? TimeSpan.Zero : Events[^1].At;

    /// <summary>All recordings, or those with these names.</summary>
    public static IReadOnlyList<Recording> LoadAll(IReadOnlyList<string> names)
    {
        string directory = Path.Combine(Programs.Root, "tests", "recordings");
        return
        [
            .. Directory.GetFiles(directory, "*.cast").Order(StringComparer.Ordinal).Select(Load)
                .Where(recording => names.Count == 0 || names.Contains(recording.Name, StringComparer.Ordinal)),
        ];
    }

    /// <summary>Reads one file; long pauses are shortened.</summary>
    public static Recording Load(string file)
    {
        string[] lines = File.ReadAllLines(file);
        using var header = JsonDocument.Parse(lines[0]);
        var events = new List<Event>();
        double last = 0, at = 0;
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            using var item = JsonDocument.Parse(line);
            double time = item.RootElement[0].GetDouble();
            at += Math.Clamp(time - last, 0, LongestPauseSeconds);
            last = time;
            byte[] bytes = Encoding.UTF8.GetBytes(item.RootElement[2].GetString()!);
            events.Add(new Event(TimeSpan.FromSeconds(at), item.RootElement[1].ValueEquals("i"), bytes));
        }

        return new Recording(
            Path.GetFileNameWithoutExtension(file), header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32(), events);
    }

    /// <summary>Something typed or printed.</summary>
    internal readonly record struct Event(TimeSpan At, bool IsInput, byte[] Bytes);
}
