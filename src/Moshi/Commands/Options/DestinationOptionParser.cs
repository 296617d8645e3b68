namespace Moshi.Commands.Options;

/// <summary>
/// The dialect of <c>moshi</c>, in ssh's manner: options end at the destination, so a remote command keeps its own. Letters may be bundled and carry
/// their value (<c>-p60001</c>); long names are exact, with two dashes, as <c>--x=v</c> or <c>--x v</c>, and <c>--no-x</c> where there is one.
/// </summary>
public static class DestinationOptionParser
{
    /// <param name="command">Whose options to look for.</param>
    /// <param name="args">Without the program's name. The first operand is the destination; the rest is the command, untouched.</param>
    public static ParsedCommandLine Parse(CommandSpec command, IReadOnlyList<string> args)
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
                line.AddOperand(word);

                // "host -- command" is what mosh taught its users; the dashes do no harm to anything else.
                int rest = i + 1;
                if (rest < args.Count && string.Equals(args[rest], "--", StringComparison.Ordinal))
                {
                    line.Terminate();
                    rest++;
                }

                line.AddOperands(args, rest);
                return line;
            }

            if (word[1] == '-')
                ParseLong(command, args, ref i, line);
            else
                ShortOptionParser.ParseBundle(command, args, ref i, line, stopsAtUnknown: true);
        }

        return line;
    }

    private static void ParseLong(CommandSpec command, IReadOnlyList<string> args, ref int index, ParsedCommandLine line)
    {
        string word = args[index];
        int equals = word.IndexOf('=');
        string name = equals < 0 ? word[2..] : word[2..equals];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        OptionSpec? option = FindLong(command, name, out bool negated);
        if (option is null)
            line.Fail(OptionErrorKind.Unknown, name);
        else if (!option.TakesValue && value is not null)
            line.Fail(OptionErrorKind.UnexpectedValue, name);
        else if (option.TakesValue && value is null && index + 1 >= args.Count)
            line.Fail(OptionErrorKind.MissingValue, name);
        else if (option.TakesValue && value is null)
            line.Add(new(option, args[++index], negated));
        else
            line.Add(new(option, value, negated));
    }

    private static OptionSpec? FindLong(CommandSpec command, string name, out bool negated)
    {
        foreach (OptionSpec option in command.Options)
        {
            foreach (string spelling in option.Names)
            {
                if (spelling.Length < 2)
                    continue;
                negated = false;
                if (string.Equals(spelling, name, StringComparison.Ordinal))
                    return option;
                negated = option.IsNegatable;
                if (negated && name.StartsWith("no-", StringComparison.Ordinal) && name.AsSpan(3).SequenceEqual(spelling))
                    return option;
            }
        }

        negated = false;
        return null;
    }
}
