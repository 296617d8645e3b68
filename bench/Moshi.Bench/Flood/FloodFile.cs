using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Moshi.Bench.Flood;

/// <summary>Files of text as logs have it, without the prompt's marks and digits; one for each size, removed at the end of the process.</summary>
internal static class FloodFile
{
    private static readonly ConcurrentDictionary<int, Lazy<string>> Files = new();

    /// <summary>The path.</summary>
    public static string OfMegabytes(int megabytes) => Files.GetOrAdd(megabytes, static size => new Lazy<string>(() => Write(size))).Value;

    private static string Write(int megabytes)
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"moshi-flood-{Environment.ProcessId}-{megabytes}.txt"));
        Random random = new(1);
        StringBuilder block = new();
        while (block.Length < 1_000_000)
        {
            int length = random.Next(20, 110);
            for (int i = 0; i < length; i++)
                block.Append(random.Next(6) == 0 ? ' ' : (char)('a' + random.Next(26)));
            block.Append('\n');
        }
        byte[] bytes = Encoding.ASCII.GetBytes(block.ToString(0, 1_000_000));
        using FileStream stream = File.Create(path);
        for (int i = 0; i < megabytes; i++)
            stream.Write(bytes);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }
}
