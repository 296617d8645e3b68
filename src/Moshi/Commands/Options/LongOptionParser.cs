namespace Moshi.Commands.Options;

/// <summary>
/// The dialect of <c>mosh</c>: options anywhere in front of <c>--</c>, long names without regard to case, any unambiguous beginning of a name, one or
/// two dashes, <c>--x=v</c> and <c>--x v</c>; never <c>-xv</c>, never bundles. Source: mosh-protocol §1.1, and Getopt::Long(3perl) for what its
/// defaults mean.
/// </summary>
public static class LongOptionParser
{
    /// <param name="command">Whose options to look for.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="posix">POSIXLY_CORRECT is set: options end at the first operand, names are written in full, <c>=</c> needs two dashes, and <c>+x</c> is an operand.</param>
    public static ParsedCommandLine Parse(CommandSpec command, IReadOnlyList<string> args, bool posix)
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

            int prefix = PrefixLength(word, posix);
            if (prefix == 0)
            {
                if (posix)
                {
                    line.AddOperands(args, i);
                    return line;
                }

                line.AddOperand(word);
                continue;
            }

            // A name has at least one character, so "-=x" asks for an option called "=x".
            bool takesEquals = prefix == 2 || !posix;
            int equals = takesEquals ? word.IndexOf('=', Math.Min(prefix + 1, word.Length)) : -1;
            string name = equals < 0 ? word[prefix..] : word[prefix..equals];
            if (!TryFind(command, ref name, posix, line, out OptionSpec? option, out bool negated))
                continue;
            string? value = equals < 0 ? null : word[(equals + 1)..];
            if (!option.TakesValue && value is not null)
            {
                line.Fail(OptionErrorKind.UnexpectedValue, name);
                continue;
            }

            if (option.TakesValue && value is null && i + 1 < args.Count)
            {
                value = args[++i];
            }
            else if (option.TakesValue && string.IsNullOrEmpty(value))
            {
                line.Fail(OptionErrorKind.MissingValue, name);
                continue;
            }

            line.Add(new(option, value, negated));
        }

        return line;
    }

    private static int PrefixLength(string word, bool posix)
    {
        if (word.Length < 2)
            return 0;
        if (word[0] == '+')
            return posix ? 0 : 1;
        if (word[0] != '-')
            return 0;
        return word[1] == '-' ? 2 : 1;
    }

    private static bool TryFind(CommandSpec command, ref string name, bool isExactOnly, ParsedCommandLine line, out OptionSpec option, out bool negated)
    {
        // Case does not matter, and messages show the name as it is looked for.
        string written = name.ToLowerInvariant();
        List<string>? candidates = null;
        OptionSpec? found = null;
        string foundSpelling = "";
        bool isFoundNegated = false;
        bool isAmbiguous = false;
        foreach (OptionSpec spec in command.Options)
        {
            foreach (string spelling in spec.Names)
            {
                if (Consider(spec, spelling, isNegated: false) ||
                    (spec.IsNegatable && (Consider(spec, "no" + spelling, isNegated: true) || Consider(spec, "no-" + spelling, isNegated: true))))
                {
                    (option, negated, name) = (found!, isFoundNegated, foundSpelling);
                    return true;
                }
            }
        }

        option = found!;
        negated = isFoundNegated;
        if (found is null)
        {
            line.Fail(OptionErrorKind.Unknown, isExactOnly ? name : written);
        }
        else if (isAmbiguous)
        {
            candidates!.Sort(StringComparer.Ordinal);
            line.Fail(OptionErrorKind.Ambiguous, written, [.. candidates]);
        }
        else
        {
            name = foundSpelling;
            return true;
        }

        return false;

        // True for the name in full, which beats every longer one.
        bool Consider(OptionSpec spec, string spelling, bool isNegated)
        {
            if (!spelling.StartsWith(written, StringComparison.OrdinalIgnoreCase))
                return false;
            bool isExact = spelling.Length == written.Length;
            if (isExactOnly && !isExact)
                return false;
            if (!isExact && found is not null && (!ReferenceEquals(found, spec) || isFoundNegated != isNegated))
                isAmbiguous = true;
            (candidates ??= []).Add(spelling);
            if (found is null || isExact)
                (found, isFoundNegated, foundSpelling) = (spec, isNegated, spelling);
            return isExact;
        }
    }
}
