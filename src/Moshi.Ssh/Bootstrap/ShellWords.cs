using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// Splits a command that a user wrote as one text (<c>--ssh="ssh -p 2222"</c>) into words as a shell would, without expanding anything. The
/// corner cases are those of Perl's Text::ParseWords, which stock mosh's users have been writing for: a backslash takes the next character as it is,
/// inside single quotes too, where it also stays.
/// </summary>
public static class ShellWords
{
    /// <summary>False if a quote is not closed, a backslash is last, or there is no word at all.</summary>
    public static bool TrySplit(string text, out IReadOnlyList<string> words)
    {
        var found = new List<string>();
        words = found;
        var word = new StringBuilder();
        bool isInWord = false;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\')
            {
                if (i + 1 == text.Length)
                    return false;
                if (quote == '\'')
                    word.Append(c);
                word.Append(text[++i]);
                isInWord = true;
            }
            else if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                isInWord = true;
            }
            else if (!char.IsWhiteSpace(c))
            {
                word.Append(c);
                isInWord = true;
            }
            else if (isInWord)
            {
                found.Add(word.ToString());
                word.Clear();
                isInWord = false;
            }
        }

        if (isInWord)
            found.Add(word.ToString());
        return quote == '\0' && found.Count > 0;
    }
}
