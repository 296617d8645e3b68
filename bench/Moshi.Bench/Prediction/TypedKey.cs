using System.Text;

namespace Moshi.Bench.Prediction;

/// <summary>One key of a script: a character, or a name in angle brackets such as enter, bs, left, c-u; or what comes at once, as a paste does.</summary>
internal sealed record TypedKey(string Name)
{
    /// <summary>The user waits a little after it.</summary>
    public bool EndsLine => Name is "<enter>" or "<c-c>";

    /// <summary>No key: the user waits for a slow program.</summary>
    public bool IsWait => Name is "<wait>";

    /// <summary>What the terminal sends; cursor keys in application mode, as the outer terminal of a session is.</summary>
    public byte[] BytesFor(bool isApplicationMode) => Encoding.UTF8.GetBytes(Name switch
    {
        "<wait>" => "",
        "<paste>" => string.Concat(Enumerable.Repeat("pasted words ", 16)),
        "<enter>" => "\r",
        "<bs>" => "\x7f",
        "<esc>" => "\e",
        "<tab>" => "\t",
        "<left>" => isApplicationMode ? "\eOD" : "\e[D",
        "<right>" => isApplicationMode ? "\eOC" : "\e[C",
        "<up>" => isApplicationMode ? "\eOA" : "\e[A",
        _ when Name.StartsWith("<c-", StringComparison.Ordinal) => ((char)(Name[3] & 0x1F)).ToString(),
        _ => Name,
    });

    /// <summary>Reads a script.</summary>
    public static IReadOnlyList<TypedKey> Parse(string script)
    {
        List<TypedKey> keys = [];
        for (int i = 0; i < script.Length;)
        {
            int length = script[i] == '<' ? script.IndexOf('>', i) + 1 - i : Rune.GetRuneAt(script, i).Utf16SequenceLength;
            keys.Add(new TypedKey(script.Substring(i, length)));
            i += length;
        }
        return keys;
    }
}
