using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// What shells tell about their prompts (OSC 133 of FinalTerm, OSC 633 of VS Code).
public sealed partial class Emulator
{
    /// <summary>OSC 133: a letter, then options (<c>aid=</c>, <c>k=</c>) after semicolons.</summary>
    private void MarkShell(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text.Length > 1 && text[1] != ';'))
            return;

        int row = _screen.CursorRow;
        switch (text[0])
        {
            case (byte)'A' or (byte)'N':
                // N is A that first ends what went before.
                MarkPrompt(row, IsContinuation(text));
                break;
            case (byte)'P':
                MarkPrompt(row, IsContinuation(text));
                break;
            case (byte)'B' or (byte)'I':
                AddMark(row, RowMarks.Input, _screen.CursorColumn);
                _screen.ShellPhase = ShellPhase.Input;
                break;
            case (byte)'C':
                AddMark(row, RowMarks.Output, _screen.InputColumnOf(row));
                _screen.ShellPhase = ShellPhase.Output;
                break;
            case (byte)'D':
                _screen.ShellPhase = ShellPhase.Finished;
                break;
            default:
                break;
        }
    }

    /// <summary>OSC 633 has the letters A to D with the same meaning; <c>P;Cwd=</c> tells the directory, the rest is about VS Code itself.</summary>
    private void MarkEditorShell(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("P;Cwd="u8))
            SetWorkingDirectoryPath(text[6..]);
        else if (!text.IsEmpty && text[0] is >= (byte)'A' and <= (byte)'D')
            MarkShell(text[..1]);
    }

    /// <summary>True for the prompts of continuation lines and at the right edge: they are part of a prompt, not its beginning.</summary>
    private static bool IsContinuation(ReadOnlySpan<byte> text)
    {
        int kind = text.IndexOf(";k="u8);
        return kind >= 0 && kind + 3 < text.Length && text[kind + 3] is (byte)'c' or (byte)'s' or (byte)'r';
    }

    private void MarkPrompt(int row, bool isContinuation)
    {
        if (!isContinuation)
        {
            // A shell that draws its prompt anew on this row begins anew.
            _screen.SetMarks(row, RowMarks.Prompt | (_screen.MarksOf(row) & RowMarks.Output), 0);
        }

        _screen.ShellPhase = ShellPhase.Prompt;
    }

    private void AddMark(int row, RowMarks mark, int inputColumn)
    {
        RowMarks marks = _screen.MarksOf(row) | mark;
        _screen.SetMarks(row, marks, inputColumn);
    }
}
