using System.Text;

namespace Moshi.Commands.Options;

/// <summary>Renders usage lines, the text of <c>--help</c> and that of <c>--version</c> from a <see cref="CommandSpec"/>.</summary>
public static class HelpText
{
    /// <summary>Where the second column begins; longer options push their summary to a line of its own.</summary>
    private const int SummaryColumn = 32;

    /// <summary>One line per form, for the end of an error.</summary>
    public static string Usage(CommandSpec command, string programName)
    {
        var text = new StringBuilder();
        for (int i = 0; i < command.Synopsis.Length; i++)
            text.Append(i == 0 ? "Usage: " : "       ").Append(programName).Append(' ').Append(command.Synopsis[i]).Append('\n');
        return text.ToString();
    }

    /// <summary>Usage and a line per option.</summary>
    public static string Render(CommandSpec command, string programName) => $"{Usage(command, programName)}\n{Options(command)}";

    /// <summary>A line per option.</summary>
    public static string Options(CommandSpec command)
    {
        var text = new StringBuilder();
        foreach (OptionSpec option in command.Options)
        {
            if (option.IsHidden)
                continue;
            int at = text.Length;
            AppendSpellings(text, command, option);
            int width = text.Length - at;
            if (width >= SummaryColumn)
            {
                text.Append('\n');
                width = 0;
            }

            text.Append(' ', SummaryColumn - width).Append(option.Summary).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The first line keeps the form that scripts read: <c>mosh 1.4.0 [build ...]</c> or <c>mosh-server (mosh 1.4.0) [build ...]</c>.</summary>
    public static string Version(CommandSpec command)
    {
        string name = ReferenceEquals(command, CommandTable.Mosh) ? "mosh " + ProgramVersion.Compatible : $"{command.Program} (mosh {ProgramVersion.Compatible})";
        return $"{name} [build moshi {ProgramVersion.Own}]\n{Licence}";
    }

    /// <summary>What <c>moshi --version</c> prints.</summary>
    public static string OwnVersion => $"moshi {ProgramVersion.Own} (speaks mosh {ProgramVersion.Compatible})\n{Licence}";

    private const string Licence = "Copyright 2026 the moshi authors\nLicence: MIT. There is no warranty, to the extent permitted by law.\n";

    private static void AppendSpellings(StringBuilder text, CommandSpec command, OptionSpec option)
    {
        // The letter first, in a column of its own: "-p, --port=PORT".
        text.Append("  ");
        string? letter = Array.Find(option.Names, static name => name.Length == 1);
        string? word = command.HasLongOptions ? Array.Find(option.Names, static name => name.Length > 1) : null;
        if (letter is not null)
            text.Append('-').Append(letter).Append(word is null ? "" : ", ");
        else
            text.Append("    ");
        if (word is not null)
            text.Append(option.IsOnByDefault ? "--no-" : "--").Append(word);
        if (option.ValueName is not null)
            text.Append(word is null ? ' ' : '=').Append(option.ValueName);
    }
}
