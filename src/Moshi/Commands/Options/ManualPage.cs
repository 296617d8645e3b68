using System.Text;

namespace Moshi.Commands.Options;

/// <summary>Renders a manual page in mdoc(7) from a <see cref="CommandSpec"/>.</summary>
public static class ManualPage
{
    private const int LongestLine = 78;

    /// <param name="command">The program.</param>
    /// <param name="date">For the page's footer, as mdoc(7) wants it: "January 31, 2026".</param>
    public static string Render(CommandSpec command, string date)
    {
        var text = new StringBuilder();
        Line(text, ".Dd " + date);
        Line(text, $".Dt {command.Program.ToUpperInvariant()} 1");
        Line(text, ".Os");
        Line(text, ".Sh NAME");
        Line(text, ".Nm " + command.Program);
        Line(text, ".Nd " + Escape(command.Title));
        Line(text, ".Sh SYNOPSIS");
        foreach (var form in command.Synopsis)
        {
            Line(text, ".Nm");
            Line(text, ".Li " + Quote(form));
        }

        foreach (var section in command.Introduction)
            AppendSection(text, section);
        AppendOptions(text, command);
        foreach (var section in command.Sections)
            AppendSection(text, section);
        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, CommandSpec command)
    {
        Line(text, ".Sh OPTIONS");
        Line(text, ".Bl -tag -width Ds");
        foreach (var option in command.Options)
        {
            if (option.IsHidden)
                continue;
            Line(text, ".It " + Spellings(command, option));
            Paragraph(text, option.Manual ?? char.ToUpperInvariant(option.Summary[0]) + option.Summary[1..] + ".");
        }

        Line(text, ".El");
    }

    private static string Spellings(CommandSpec command, OptionSpec option)
    {
        var forms = new List<string>();
        foreach (var name in option.Names.OrderBy(static name => name.Length))
        {
            if (name.Length == 1)
                forms.Add("Fl " + Quote(name) + (option.ValueName is null ? "" : " Ar " + Quote(option.ValueName)));
            else if (command.HasLongOptions && option.IsOnByDefault)
                forms.Add($"Fl \\-{Escape(name)} | Fl \\-no\\-{Escape(name)}");
            else if (command.HasLongOptions)
                forms.Add("Fl \\-" + Escape(name) + (option.ValueName is null ? "" : " Ns = Ns Ar " + Quote(option.ValueName)));
        }

        return string.Join(" , ", forms);
    }

    private static void AppendSection(StringBuilder text, ManualSection section)
    {
        Line(text, ".Sh " + section.Title);
        if (string.Equals(section.Title, "SEE ALSO", StringComparison.Ordinal))
        {
            AppendReferences(text, section.Blocks[0].Text);
            return;
        }

        var isInList = false;
        var isFirst = true;
        foreach (var block in section.Blocks)
        {
            if (block.Term is not null != isInList)
            {
                Line(text, isInList ? ".El" : ".Bl -tag -width Ds");
                isInList = !isInList;
            }

            if (block.IsLiteral)
                Line(text, ".Dl " + Escape(block.Text));
            else if (block.Term is not null)
            {
                Line(text, ".It Ev " + Quote(block.Term));
                Paragraph(text, block.Text);
            }
            else
            {
                if (!isFirst)
                    Line(text, ".Pp");
                Paragraph(text, block.Text);
            }

            isFirst = false;
        }

        if (isInList)
            Line(text, ".El");
    }

    // "a(1), b(1)"
    private static void AppendReferences(StringBuilder text, string references)
    {
        var pages = references.Split(", ");
        for (var i = 0; i < pages.Length; i++)
        {
            var open = pages[i].IndexOf('(', StringComparison.Ordinal);
            Line(text, $".Xr {pages[i][..open]} {pages[i][(open + 1)..^1]}{(i + 1 < pages.Length ? " ," : "")}");
        }
    }

    // A sentence begins a line, and lines are short: what the format's checkers want, and what makes differences readable.
    private static void Paragraph(StringBuilder text, string prose)
    {
        foreach (var sentence in Escape(prose).Replace(". ", ".\n", StringComparison.Ordinal).Split('\n'))
        {
            var column = 0;
            foreach (var word in sentence.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > LongestLine)
                {
                    text.Append('\n');
                    column = 0;
                }

                if (column > 0)
                    text.Append(' ');
                text.Append(word);
                column += 1 + word.Length;
            }

            text.Append('\n');
        }
    }

    private static string Quote(string word) => $"\"{Escape(word).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    private static string Escape(string text)
    {
        text = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("^", "\\(ha", StringComparison.Ordinal).Replace("~", "\\(ti", StringComparison.Ordinal);

        // A dot or quote at the start of a line would be a request.
        return text.Length > 0 && text[0] is '.' or '\'' ? "\\&" + text : text;
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
