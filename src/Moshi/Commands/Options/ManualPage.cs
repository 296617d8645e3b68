namespace Moshi.Commands.Options;

/// <summary>Renders a manual page in mdoc(7) from a <see cref="CommandSpec"/>.</summary>
public static class ManualPage
{
    /// <param name="command">The program.</param>
    /// <param name="date">For the page's footer, as mdoc(7) wants it: "January 31, 2026".</param>
    public static string Render(CommandSpec command, string date)
    {
        var text = new MdocText(command.Program, 1, command.Title, date);
        text.Line(".Sh SYNOPSIS");
        foreach (string form in command.Synopsis)
        {
            text.Line(".Nm");
            text.Line(".Li " + MdocText.Quote(form));
        }

        foreach (ManualSection section in command.Introduction)
            text.Section(section);
        AppendOptions(text, command);
        foreach (ManualSection section in command.Sections)
            text.Section(section);
        return text.ToString();
    }

    private static void AppendOptions(MdocText text, CommandSpec command)
    {
        text.Line(".Sh OPTIONS");
        text.Line(".Bl -tag -width Ds");
        foreach (OptionSpec option in command.Options)
        {
            if (option.IsHidden)
                continue;
            text.Line(".It " + Spellings(command, option));
            text.Paragraph(option.Manual ?? char.ToUpperInvariant(option.Summary[0]) + option.Summary[1..] + ".");
        }

        text.Line(".El");
    }

    private static string Spellings(CommandSpec command, OptionSpec option)
    {
        var forms = new List<string>();
        foreach (string name in option.Names.OrderBy(static name => name.Length))
        {
            if (name.Length == 1)
                forms.Add("Fl " + MdocText.Quote(name) + (option.ValueName is null ? "" : " Ar " + MdocText.Quote(option.ValueName)));
            else if (command.HasLongOptions && option.IsOnByDefault)
                forms.Add($"Fl \\-{MdocText.Escape(name)} | Fl \\-no\\-{MdocText.Escape(name)}");
            else if (command.HasLongOptions)
                forms.Add("Fl \\-" + MdocText.Escape(name) + (option.ValueName is null ? "" : " Ns = Ns Ar " + MdocText.Quote(option.ValueName)));
        }

        return string.Join(" , ", forms);
    }
}
