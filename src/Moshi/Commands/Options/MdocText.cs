using System.Text;

namespace Moshi.Commands.Options;

/// <summary>Builds a manual page in mdoc(7): escapes prose, breaks its lines, and knows sections, lists and cross-references. Used by the page generators.</summary>
internal sealed class MdocText
{
    private const int LongestLine = 78;

    private readonly StringBuilder _text = new();

    /// <param name="name">The page's name.</param>
    /// <param name="section">1 for programs, 5 for files.</param>
    /// <param name="title">One line for the NAME section.</param>
    /// <param name="date">For the footer, as mdoc(7) wants it: "January 31, 2026".</param>
    public MdocText(string name, int section, string title, string date)
    {
        Line(".Dd " + date);
        Line(string.Create(System.Globalization.CultureInfo.InvariantCulture, $".Dt {name.ToUpperInvariant()} {section}"));
        Line(".Os");
        Line(".Sh NAME");
        Line(".Nm " + name);
        Line(".Nd " + Escape(title));
    }

    /// <summary>A line as it is: a request, or text that is already escaped.</summary>
    public void Line(string line) => _text.Append(line).Append('\n');

    /// <summary>A titled section with its paragraphs and lists.</summary>
    public void Section(ManualSection section)
    {
        Line(".Sh " + section.Title);
        if (string.Equals(section.Title, "SEE ALSO", StringComparison.Ordinal))
        {
            References(section.Blocks[0].Text);
            return;
        }

        bool isInList = false;
        bool isFirst = true;
        foreach (ManualBlock block in section.Blocks)
        {
            if (block.Term is not null != isInList)
            {
                Line(isInList ? ".El" : ".Bl -tag -width Ds");
                isInList = !isInList;
            }

            if (block.IsLiteral)
            {
                Literal(block.Text);
            }
            else if (block.Term is not null)
            {
                Line((block.IsVariable ? ".It Ev " : ".It Li ") + Quote(block.Term));
                Paragraph(block.Text);
            }
            else
            {
                if (!isFirst)
                    Line(".Pp");
                Paragraph(block.Text);
            }

            isFirst = false;
        }

        if (isInList)
            Line(".El");
    }

    /// <summary>
    /// Prose. A sentence begins a line, and lines are short: what the format's checkers want, and what makes differences readable.
    /// </summary>
    public void Paragraph(string prose)
    {
        foreach (string sentence in Escape(prose).Replace(". ", ".\n", StringComparison.Ordinal).Split('\n'))
        {
            int column = 0;
            foreach (string word in sentence.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > LongestLine)
                {
                    _text.Append('\n');
                    column = 0;
                }

                if (column > 0)
                    _text.Append(' ');
                _text.Append(column == 0 && word.Length > 0 && word[0] is '.' or '\'' ? "\\&" : "").Append(word);
                column += 1 + word.Length;
            }

            _text.Append('\n');
        }
    }

    /// <summary>A word or phrase as the argument of a request.</summary>
    public static string Quote(string word) => $"\"{Escape(word).Replace("\"", "\\(dq", StringComparison.Ordinal)}\"";

    /// <summary>Text in which nothing is a request.</summary>
    public static string Escape(string text)
    {
        text = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("^", "\\(ha", StringComparison.Ordinal).Replace("~", "\\(ti", StringComparison.Ordinal);

        // A dot or quote at the start of a line would be a request.
        return text.Length > 0 && text[0] is '.' or '\'' ? "\\&" + text : text;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Literal(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            Line(".Dl " + Escape(text));
            return;
        }

        Line(".Bd -literal -offset indent");
        foreach (string line in text.TrimEnd('\n').Split('\n'))
            Line(Escape(line));
        Line(".Ed");
    }

    // "a(1), b(1)"
    private void References(string references)
    {
        string[] pages = references.Split(", ");
        for (int i = 0; i < pages.Length; i++)
        {
            int open = pages[i].IndexOf('(', StringComparison.Ordinal);
            Line($".Xr {pages[i][..open]} {pages[i][(open + 1)..^1]}{(i + 1 < pages.Length ? " ," : "")}");
        }
    }
}
