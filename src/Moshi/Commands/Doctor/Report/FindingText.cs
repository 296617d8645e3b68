using System.Text;

namespace Moshi.Commands.Doctor.Report;

/// <summary>Findings for people: a line each, the fix below.</summary>
internal static class FindingText
{
    private const int NameColumn = 15;

    /// <summary>All findings, then the one that matters most.</summary>
    /// <param name="findings">In the order of the checks.</param>
    /// <param name="hasColor">Results in colour.</param>
    public static string Render(IReadOnlyList<Finding> findings, bool hasColor)
    {
        var text = new StringBuilder();
        foreach (Finding finding in findings)
        {
            (string word, string color) = finding.Result switch
            {
                CheckResult.Ok => ("ok  ", "32"),
                CheckResult.Warn => ("warn", "33"),
                CheckResult.Fail => ("FAIL", "1;31"),
                _ => ("skip", "2"),
            };
            text.Append(hasColor ? $"\e[{color}m{word}\e[0m" : word).Append("  ").Append(finding.Check.PadRight(NameColumn)).Append(finding.Text).Append('\n');
            if (finding.Fix.Length > 0)
                text.Append("      ").Append(' ', NameColumn).Append("fix: ").Append(finding.Fix).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>What went wrong, for the end of a connection that failed: the failures, else the warnings, each fix once. Empty when all is well.</summary>
    public static string RenderCauses(IReadOnlyList<Finding> findings)
    {
        CheckResult worst = Worst(findings);
        if (worst < CheckResult.Warn)
            return "";
        var text = new StringBuilder();
        foreach (IGrouping<string, Finding> cause in findings.Where(finding => finding.Result == worst).GroupBy(static finding => finding.Fix, StringComparer.Ordinal))
        {
            foreach (Finding finding in cause)
                text.Append($"moshi: {finding.Check}: {finding.Text}\n");
            text.Append($"  fix: {cause.Key}\n");
        }

        return text.ToString();
    }

    /// <summary>The worst result there is.</summary>
    public static CheckResult Worst(IReadOnlyList<Finding> findings) => findings.Count == 0 ? CheckResult.Skipped : findings.Max(static finding => finding.Result);
}
