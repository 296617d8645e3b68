using System.Text;
using System.Text.Json;
using Moshi.Lab.Sessions;

namespace Moshi.Interop.Sessions;

/// <summary>What a program wrote once, from `tests/recordings` (asciicast v2).</summary>
internal sealed class Recording
{
    private Recording(string name, int columns, int rows, IReadOnlyList<byte[]> output)
    {
        Name = name;
        Columns = columns;
        Rows = rows;
        Output = output;
    }

    /// <summary>The names of all recordings.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.cast").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>Width of the terminal that it was made on.</summary>
    public int Columns { get; }

    /// <summary>Height of that terminal.</summary>
    public int Rows { get; }

    /// <summary>The output in the pieces in which it came.</summary>
    public IReadOnlyList<byte[]> Output { get; }

    private static string Folder => Path.Combine(Programs.Root, "tests", "recordings");

    /// <summary>Reads a recording.</summary>
    public static Recording Read(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name + ".cast"));
        using var header = JsonDocument.Parse(lines[0]);
        List<byte[]> output = [];
        foreach (string line in lines.Skip(1))
        {
            using var item = JsonDocument.Parse(line);
            if (item.RootElement[1].ValueEquals("o"))
                output.Add(Encoding.UTF8.GetBytes(item.RootElement[2].GetString()!));
        }
        return new Recording(name, header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32(), output);
    }
}
