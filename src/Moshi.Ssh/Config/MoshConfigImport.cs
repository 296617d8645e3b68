using System.Globalization;
using System.Text;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Ssh.Config;

/// <summary>
/// Reads the shell variables in which people kept options for mosh, one line a host (<c>lxc_guest_1="-p 60010"</c>), and writes them as configuration.
/// </summary>
public static class MoshConfigImport
{
    private static readonly System.Buffers.SearchValues<char> s_nameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Configuration for ~/.config/moshi/config. Dashes of host names were underscores in such files; both are matched.</summary>
    /// <param name="text">The file.</param>
    /// <param name="name">Its name, for remarks.</param>
    /// <param name="remarks">What was not understood.</param>
    public static string Convert(string text, string name, ICollection<ConfigRemark> remarks)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(remarks);
        var output = new StringBuilder();
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            var place = new ConfigPlace(name, ++number);
            ReadOnlySpan<char> line = raw.Trim();
            line = line.StartsWith("export ") ? line["export ".Length..].TrimStart() : line;
            if (line.IsEmpty || line[0] == '#')
                continue;
            int equals = line.IndexOf('=');
            if (equals <= 0 || line[..equals].ContainsAnyExcept(s_nameCharacters))
            {
                remarks.Add(new ConfigRemark(place, "not a line of the form host=\"options\"; passed over"));
                continue;
            }
            string variable = line[..equals].ToString();
            string options = Unquote(line[(equals + 1)..].Trim()).ToString();
            AddHost(output, variable, options, place, remarks);
        }
        return output.ToString();
    }

    private static void AddHost(StringBuilder output, string variable, string options, ConfigPlace place, ICollection<ConfigRemark> remarks)
    {
        // A shell variable cannot have a dash, so an underscore may stand for one: the pattern takes either.
        string dashed = variable.Replace('_', '-');
        output.Append("Host ").Append(dashed);
        if (!dashed.Equals(variable, StringComparison.Ordinal))
            output.Append(' ').Append(variable);
        output.Append('\n');
        var words = new Queue<string>(ShellWords.TrySplit(options, out IReadOnlyList<string>? split) ? split : options.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        while (words.TryDequeue(out string? word))
        {
            string value = "";
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (word.StartsWith("--", StringComparison.Ordinal) && equals > 0)
                (word, value) = (word[..equals], word[(equals + 1)..]);
            else if (NeedsValue(word))
                value = words.TryDequeue(out string? next) ? next : "";
            if (LineOf(word, value) is { } line)
                output.Append(CultureInfo.InvariantCulture, $"    {line}\n");
            else
                remarks.Add(new ConfigRemark(place, word is "--ssh" ? $"--ssh=\"{value}\" was left out: what ssh needs is written in ~/.ssh/config (Port, User, IdentityFile)" : $"{word} has no keyword; it was left out"));
        }
    }

    // One pair around all of it: those inside keep words together.
    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> text) => text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0] ? text[1..^1] : text;

    private static bool NeedsValue(string word) => word is "-p" or "--port" or "--predict" or "--server" or "--family" or "--bind-server" or "--ssh" or "--client" or "--experimental-remote-ip";

    private static string? LineOf(string word, string value) => word switch
    {
        "-p" or "--port" => $"UdpPort {value.Replace(':', '-')}",
        "--predict" => $"Predict {value}",
        "-a" => "Predict always",
        "-n" => "Predict never",
        "-o" or "--predict-overwrite" => "PredictOverwrite yes",
        "--server" => $"Server {value}",
        "-4" => "AddressFamily inet",
        "-6" => "AddressFamily inet6",
        "--family" => $"AddressFamily {(value is "auto" or "all" ? "any" : value)}",
        "--bind-server" => $"BindAddress {value}",
        _ => null,
    };
}
