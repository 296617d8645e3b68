using System.Text.Json;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>The document that <c>moshi doctor --json</c> prints, as a script would read it.</summary>
/// <param name="Result">ok, warn or fail.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ExitCode">The program's.</param>
/// <param name="Checks">By name.</param>
internal sealed record DoctorReport(string Result, double Seconds, int ExitCode, IReadOnlyDictionary<string, (string Result, string Text, string Fix)> Checks)
{
    public static DoctorReport Read(JsonElement root, int exitCode)
    {
        var checks = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        foreach (JsonElement check in root.GetProperty("checks").EnumerateArray())
            checks.Add(Text(check, "name"), (Text(check, "result"), Text(check, "text"), Text(check, "fix")));
        return new DoctorReport(Text(root, "result"), root.GetProperty("seconds").GetDouble(), exitCode, checks);
    }

    /// <summary>The named check found the fault, gave a fix, and no other check took the blame.</summary>
    /// <param name="name">Of the check.</param>
    /// <param name="result">fail, or warn for a fault that sessions survive.</param>
    /// <param name="word">Must stand in the text.</param>
    /// <param name="companions">Other checks that may find fault with the same thing.</param>
    public void Names(string name, string result, string word, params string[] companions)
    {
        (string found, string text, string fix) = Checks[name];
        Assert.True(found == result, $"{name} is {found}, not {result}; {this}");
        Assert.Contains(word, text, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(fix);
        Assert.Equal(result == "fail" ? 2 : 1, ExitCode);
        Assert.Equal(result, Result);
        IEnumerable<string> others = Checks.Where(check => check.Value.Result is "warn" or "fail" && check.Key != name && !companions.Contains(check.Key, StringComparer.Ordinal)).Select(check => check.Key);
        Assert.True(!others.Any(), $"also blamed: {string.Join(", ", others)}; {this}");

        // The promise of the manual, not a measurement.
        Assert.InRange(Seconds, 0, 10);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Checks.Select(check => $"{check.Value.Result} {check.Key}: {check.Value.Text} [{check.Value.Fix}]"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
