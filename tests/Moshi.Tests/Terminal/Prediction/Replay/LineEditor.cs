using System.Text;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>The buffer of a line editor with the keys of emacs. How it is drawn is the business of the programs derived from it.</summary>
internal abstract class LineEditor : ReplayApplication
{
    protected List<string> Buffer { get; } = [];

    protected int Cursor { get; set; }

    protected virtual string Prompt => "$ ";

    protected string Text => string.Concat(Buffer);

    protected string TextBeforeCursor => string.Concat(Buffer.Take(Cursor));

    /// <summary>The last key took something away.</summary>
    protected bool HasShrunk { get; private set; }

    public override string Start() => Draw();

    public override string Answer(ReplayKey key)
    {
        HasShrunk = key.Name is "<bs>" or "<c-w>" or "<c-u>" or "<del>" or "<c-k>";
        if (key.IsEnter)
        {
            string output = Run(Text);
            Buffer.Clear();
            Cursor = 0;
            return Finish() + "\r\n" + output + Draw();
        }

        (List<string> before, int cursor) = ([.. Buffer], Cursor);
        Edit(key);
        return Redraw(before, cursor);
    }

    /// <summary>The line as it is now.</summary>
    protected abstract string Draw();

    /// <summary>From what the line was to what it is now.</summary>
    protected virtual string Redraw(List<string> before, int cursor) => Draw();

    protected virtual string Finish() => "";

    protected virtual string Run(string command) => command switch
    {
        "" => "",
        "ls" or "ls -l" => "Documents  Music  notes.txt\r\n",
        _ when command.StartsWith("echo ", StringComparison.Ordinal) => command[5..] + "\r\n",
        _ => $"ran {command.Length} characters\r\n",
    };

    protected virtual void Edit(ReplayKey key)
    {
        switch (key.Name)
        {
            case "<bs>" when Cursor > 0:
                Buffer.RemoveAt(--Cursor);
                break;
            case "<del>" when Cursor < Buffer.Count:
                Buffer.RemoveAt(Cursor);
                break;
            case "<left>" when Cursor > 0:
                Cursor--;
                break;
            case "<right>" when Cursor < Buffer.Count:
                Cursor++;
                break;
            case "<home>" or "<c-a>":
                Cursor = 0;
                break;
            case "<end>" or "<c-e>":
                Cursor = Buffer.Count;
                break;
            case "<c-u>":
                Buffer.RemoveRange(0, Cursor);
                Cursor = 0;
                break;
            case "<c-k>":
                Buffer.RemoveRange(Cursor, Buffer.Count - Cursor);
                break;
            case "<c-w>":
                int start = Cursor;
                while (start > 0 && Buffer[start - 1] is " ")
                    start--;

                while (start > 0 && Buffer[start - 1] is not " ")
                    start--;

                Buffer.RemoveRange(start, Cursor - start);
                Cursor = start;
                break;
            default:
                if (key.IsPrintable)
                    Buffer.Insert(Cursor++, key.Name);

                break;
        }
    }

    /// <summary>Columns of text.</summary>
    protected static int Columns(string text) => text.EnumerateRunes().Sum(rune => Math.Max(0, Moshi.Terminal.Unicode.Widths.Of(rune.Value)));

    /// <summary>The cursor to a column of its row.</summary>
    protected static string Column(int column) => new StringBuilder("\r").Append(column > 0 ? $"\u001B[{column}C" : "").ToString();
}
