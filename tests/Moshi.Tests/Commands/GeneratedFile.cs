using Xunit;

namespace Moshi.Tests.Commands;

/// <summary>A file of the tree that is made from a table. MOSHI_REGENERATE=1 writes it anew; review the difference as code.</summary>
internal static class GeneratedFile
{
    public static void Check(string path, string text)
    {
        string file = Path.Combine(Root(), path);
        if (string.Equals(Environment.GetEnvironmentVariable("MOSHI_REGENERATE"), "1", StringComparison.Ordinal))
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"{path} is missing; MOSHI_REGENERATE=1 writes it");
        Assert.Equal(text, File.ReadAllText(file));
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Moshi.slnx")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
