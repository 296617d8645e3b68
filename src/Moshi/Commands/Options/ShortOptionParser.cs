namespace Moshi.Commands.Options;

/// <summary>
/// The dialect of <c>mosh-server</c> and <c>mosh-client</c>: getopt(3) of the GNU C library. Letters may be bundled, a value follows in the same word or
/// the next one, options may stand between operands, <c>--</c> ends them, and a long option is read letter by letter. Source: mosh-protocol §2.1, §3.1.
/// </summary>
public static class ShortOptionParser
{
    /// <param name="command">Whose one-letter spellings to look for.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="posix">POSIXLY_CORRECT is set: options end at the first operand.</param>
    public static ParsedCommandLine Parse(CommandSpec command, IReadOnlyList<string> args, bool posix = false)
    {
        var line = new ParsedCommandLine();
        for (int i = 0; i < args.Count; i++)
        {
            string word = args[i];
            if (string.Equals(word, "--", StringComparison.Ordinal))
            {
                line.Terminate();
                line.AddOperands(args, i + 1);
                return line;
            }

            if (word.Length < 2 || word[0] != '-')
            {
                if (posix)
                {
                    line.AddOperands(args, i);
                    return line;
                }

                line.AddOperand(word);
                continue;
            }

            ParseBundle(command, args, ref i, line, stopsAtUnknown: false);
        }

        return line;
    }

    /// <summary>Reads a word of letters, and the next word if that is the value of the last one; <paramref name="index"/> is left at the last word read.</summary>
    /// <param name="command">Whose options to look for.</param>
    /// <param name="args">All words.</param>
    /// <param name="index">The word of letters.</param>
    /// <param name="line">Takes the options and the mistakes.</param>
    /// <param name="stopsAtUnknown">What follows an unknown letter could be its value: one error, no guesses. getopt(3) guesses.</param>
    internal static void ParseBundle(CommandSpec command, IReadOnlyList<string> args, ref int index, ParsedCommandLine line, bool stopsAtUnknown)
    {
        string word = args[index];
        for (int at = 1; at < word.Length; at++)
        {
            char letter = word[at];
            OptionSpec? option = FindLetter(command, letter);
            if (option is null)
            {
                line.Fail(OptionErrorKind.Unknown, letter.ToString());
                if (stopsAtUnknown)
                    return;
                continue;
            }

            if (!option.TakesValue)
            {
                line.Add(new(option, Value: null, IsNegated: false));
                continue;
            }

            if (at + 1 < word.Length)
                line.Add(new(option, word[(at + 1)..], IsNegated: false));
            else if (index + 1 < args.Count)
                line.Add(new(option, args[++index], IsNegated: false));
            else
                line.Fail(OptionErrorKind.MissingValue, letter.ToString());
            return;
        }
    }

    private static OptionSpec? FindLetter(CommandSpec command, char letter)
    {
        foreach (OptionSpec option in command.Options)
        {
            if (option.HasLetter(letter))
                return option;
        }

        return null;
    }
}
