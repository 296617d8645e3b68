namespace Moshi.Tests.Commands.Options;

/// <summary>An environment written as "A=b C=d".</summary>
internal static class FakeEnvironment
{
    public static Func<string, string?> Of(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        return name => values.GetValueOrDefault(name);
    }
}
