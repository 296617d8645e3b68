using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>Tells lines that only a shell can have been given from answers to questions. Used by the engine only.</summary>
internal static class CommandLines
{
    /// <summary>
    /// Names of commands that people neither bear nor log in by, and that begin no sentence. Left out are those that run other programs, which may ask for anything.
    /// </summary>
    private static readonly string[] Names =
    [
        "ls", "cd", "cat", "cp", "mv", "rm", "echo", "printf", "pwd", "mkdir", "rmdir", "grep", "sed", "awk", "chmod", "chown", "du", "df", "ps", "tar",
        "git", "vim", "nano",
    ];

    /// <summary>True for one of the commands that everybody uses, with an argument and alone: nobody is called <c>git status</c>.</summary>
    /// <param name="line">The cells from the beginning of the input on.</param>
    public static bool IsCommand(ReadOnlySpan<Cell> line)
    {
        int length = 0;
        while (length < line.Length && !line[length].LooksEmpty)
            length++;

        if (length + 1 >= line.Length || line[length + 1].LooksEmpty || HasCompany(line))
            return false;

        foreach (string name in Names)
        {
            if (name.Length == length && RowText.Contains(line[..length], name))
                return true;
        }

        return false;
    }

    private static bool HasCompany(ReadOnlySpan<Cell> line)
    {
        foreach (Cell cell in line)
        {
            if (cell.CodePoint is ';' or '|' or '&' or '`' or '(')
                return true;
        }

        return false;
    }
}
