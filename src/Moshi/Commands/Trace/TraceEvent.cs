using System.Text.Json;

namespace Moshi.Commands.Trace;

/// <summary>One line of a trace. Numbers that the line does not have are -1.</summary>
internal readonly record struct TraceEvent(long Micros, string Happened)
{
    public long Bytes { get; private init; }

    public long New { get; private init; }

    public long Ack { get; private init; }

    public long Acked { get; private init; }

    public long Echo { get; private init; }

    public long Diff { get; private init; }

    public long RoundTrip { get; private init; }

    /// <summary>Of <c>sent</c>: microseconds in the system call.</summary>
    public long Call { get; private init; }

    /// <summary>The role in the first line, the verdict on a packet.</summary>
    public string Word { get; private init; } = "";

    /// <summary>Reads a line; false when it is none of a trace.</summary>
    public static bool TryRead(string line, out TraceEvent happened)
    {
        happened = default;
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("t", out JsonElement time) || !time.TryGetInt64(out long micros)
                || !root.TryGetProperty("e", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            happened = new TraceEvent(micros, name.GetString()!)
            {
                Bytes = Number(root, "bytes"),
                New = Number(root, "new"),
                Ack = Number(root, "ack"),
                Acked = Number(root, "acked"),
                Echo = Number(root, "echo"),
                Diff = Number(root, "diff"),
                RoundTrip = Number(root, "rtt"),
                Call = Number(root, "call_us"),
                Word = Text(root, "role") + Text(root, "verdict"),
            };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : -1;

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
