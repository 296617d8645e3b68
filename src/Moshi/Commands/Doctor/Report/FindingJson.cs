using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Moshi.Commands.Doctor.Report;

/// <summary>
/// Findings as one JSON document: <c>{"version":1,"host":…,"result":"ok|warn|fail","seconds":…,"checks":[{"name":…,"result":"ok|warn|fail|skipped","text":…,"fix":…}]}</c>.
/// Names and results are stable; texts are for people.
/// </summary>
internal static class FindingJson
{
    public static string Render(string host, IReadOnlyList<Finding> findings, TimeSpan time)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            if (host.Length == 0)
                json.WriteNull("host");
            else
                json.WriteString("host", host);
            json.WriteString("result", Word(FindingText.Worst(findings) is CheckResult.Skipped ? CheckResult.Ok : FindingText.Worst(findings)));
            json.WriteNumber("seconds", Math.Round(time.TotalSeconds, 2));
            json.WriteStartArray("checks");
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("name", finding.Check);
                json.WriteString("result", Word(finding.Result));
                json.WriteString("text", finding.Text);
                json.WriteString("fix", finding.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static string Word(CheckResult result) => result switch
    {
        CheckResult.Ok => "ok",
        CheckResult.Warn => "warn",
        CheckResult.Fail => "fail",
        _ => "skipped",
    };
}
