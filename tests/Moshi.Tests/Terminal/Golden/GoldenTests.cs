using Xunit;

namespace Moshi.Tests.Terminal.Golden;

public sealed class GoldenTests
{
    /// <summary>Each case of each file in <c>tests/golden</c>.</summary>
    public static TheoryData<string, int, string> Cases()
    {
        var cases = new TheoryData<string, int, string>();
        foreach (string file in GoldenFile.All())
        {
            foreach (GoldenCase test in GoldenFile.Read(file))
                cases.Add(file, test.Line, test.Name);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_screen_is_as_the_golden_file_says(string file, int line, string name)
    {
        GoldenCase test = GoldenFile.Read(file).Single(each => each.Line == line);
        string? failure = GoldenRun.Failure(test);
        if (test.Pending is null)
            Assert.True(failure is null, failure);
        else
            Assert.True(failure is not null, $"{file}:{line} {name} holds: take out 'pending'");
    }

    [Fact]
    public void Names_are_unique_within_a_file()
    {
        foreach (string file in GoldenFile.All())
        {
            string[] twice = [.. GoldenFile.Read(file).GroupBy(test => test.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
            Assert.True(twice.Length == 0, $"{file}: {string.Join(", ", twice)}");
        }
    }
}
