using System.Globalization;
using System.Text;
using Xunit;

namespace Moshi.Tests.Transport.Simulation.Switches;

/// <summary>Each switch does what it is there for: with it and without, in virtual time, on the same seeded paths. <c>MOSHI_SWITCHES</c> names a page whose table is written anew from what was measured.</summary>
public sealed class SwitchTests
{
    private const string Begin = "<!-- switches: written by ./dev bench switches -->\n", End = "<!-- end of switches -->";

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, SwitchCatalog.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_switch_brings_what_it_is_there_for(int index)
    {
        SwitchRow row = SwitchCatalog.All[index];
        (double with, double without) = (row.Measure(row.With), row.Measure(row.Without));
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{row.Switches}: {row.Cell}: {without:0.0} {row.Unit} without, {with:0.0} with, {with / without:0.00}"));
        Assert.True(with <= row.Bound * without, $"{row.Switches}: {with} {row.Unit} with it, {without} without; at most {row.Bound} times that was expected");
    }

    [Fact]
    public void Every_row_turns_something_off_and_the_page_about_performance_has_its_figures()
    {
        if (Environment.GetEnvironmentVariable("MOSHI_SWITCHES") is not { Length: > 0 } path)
        {
            Assert.All(SwitchCatalog.All, row => Assert.NotSame(row.With, row.Without));
            return;
        }
        StringBuilder table = new("| what | switch | where | off | on | ratio |\n|---|---|---|--:|--:|--:|\n");
        foreach (SwitchRow row in SwitchCatalog.All)
        {
            (double with, double without) = (row.Measure(row.With), row.Measure(row.Without));
            table.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {string.Join(", ", row.Switches.Split(", ").Select(name => name.Contains('`') ? name : $"`{name}`"))} | {row.Cell} ");
            table.Append(CultureInfo.InvariantCulture, $"| {Number(without, row.Unit)} | {Number(with, row.Unit)} | {with / without:0.00} |\n");
        }
        string page = File.ReadAllText(path);
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = page.IndexOf(End, StringComparison.Ordinal);
        Assert.InRange(from, Begin.Length, to);
        File.WriteAllText(path, string.Concat(page.AsSpan(0, from), table.ToString(), page.AsSpan(to)));
        Console.Out.Write(table);
    }

    private static string Number(double value, string unit) => $"{value.ToString(value < 10 ? "0.00" : value < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture)} {unit}".TrimEnd();
}
