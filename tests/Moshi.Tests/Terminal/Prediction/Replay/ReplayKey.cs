using System.Globalization;
using System.Text;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>One key of a script.</summary>
/// <param name="Name">
/// The character, or a name in angle brackets: enter, bs, left, right, up, home, end, del, tab, esc, c-x for control characters, and a number for the
/// milliseconds that the user waits.
/// </param>
internal sealed record ReplayKey(string Name)
{
    /// <summary>The character is meant to be seen.</summary>
    public bool IsPrintable => Name[0] != '<' || Name.Length == 1;

    /// <summary>No key: the user waits.</summary>
    public bool IsPause => Name.Length > 2 && char.IsAsciiDigit(Name[1]);

    /// <summary>How long.</summary>
    public int PauseMs => int.Parse(Name.AsSpan(1, Name.Length - 2), CultureInfo.InvariantCulture);

    public bool IsEnter => Name is "<enter>" or "<c-c>";

    /// <summary>What the terminal sends.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(Name switch
    {
        "<enter>" => "\r",
        "<bs>" => "\u007F",
        "<left>" => "\u001B[D",
        "<right>" => "\u001B[C",
        "<up>" => "\u001B[A",
        "<down>" => "\u001B[B",
        "<home>" => "\u001B[H",
        "<end>" => "\u001B[F",
        "<del>" => "\u001B[3~",
        "<tab>" => "\t",
        "<esc>" => "\u001B",
        _ when Name.StartsWith("<c-", StringComparison.Ordinal) => ((char)(Name[3] & 0x1F)).ToString(),
        _ => Name,
    });

    /// <summary>Reads a script: text with names of keys in it.</summary>
    public static ReplayKey[] Parse(string script)
    {
        var keys = new List<ReplayKey>();
        for (int index = 0; index < script.Length;)
        {
            int length = script[index] == '<' && script.IndexOf('>', index) is > 0 and var end
                ? end + 1 - index
                : Rune.GetRuneAt(script, index).Utf16SequenceLength;
            keys.Add(new ReplayKey(script.Substring(index, length)));
            index += length;
        }

        return [.. keys];
    }
}
