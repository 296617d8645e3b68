using System.Text;
using System.Text.Json;
using Moshi.Transport.Sync;

namespace Moshi.Tests.Session.Wire;

/// <summary>What a real program wrote, what was typed at it, and when; long pauses shortened (tests/recordings).</summary>
internal sealed record WireRecording(string Name, WindowSize Size, IReadOnlyList<WireRecording.Event> Events)
{
    private const double LongestPauseSeconds = 0.4;

    public static IEnumerable<WireRecording> LoadAll() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "recordings"), "*.cast").Order(StringComparer.Ordinal).Select(Load);

    private static WireRecording Load(string file)
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
            events.Add(new Event(TimeSpan.FromSeconds(at), item.RootElement[1].ValueEquals("i"), Encoding.UTF8.GetBytes(item.RootElement[2].GetString()!)));
        }

        var size = new WindowSize(header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32());
        return new WireRecording(Path.GetFileNameWithoutExtension(file), size, events);
    }

    /// <summary>Something typed or printed.</summary>
    internal readonly record struct Event(TimeSpan At, bool IsInput, byte[] Bytes);
}
