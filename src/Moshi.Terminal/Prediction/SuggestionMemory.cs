using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Lines that were entered, or suggested, at prompts that suggest: what a shell will suggest for the next line, before the host says it. Shells take
/// the newest line that begins with what is typed. Holds nothing that was not on the screen. Used by the engine only.
/// </summary>
internal sealed class SuggestionMemory
{
    private const int Lines = 32;
    private const int MaxCharacters = 128;

    /// <summary>Guesses that may be wrong, in excess of those that were right, before no more are made.</summary>
    private const int Patience = 3;

    private readonly Line[] _lines = new Line[Lines];
    private int _count;
    private int _misses;
    private Style _style;
    private bool _isSuggesting;

    /// <summary>True where suggestions were seen, and guesses about them are mostly right.</summary>
    public bool IsActive => _isSuggesting && _misses < Patience;

    /// <summary>The application suggests, and shows it like this.</summary>
    public void NoteStyle(in Style style)
    {
        _isSuggesting = true;
        _style = style.WithoutLink();
    }

    /// <summary>A guess was judged.</summary>
    public void NoteOutcome(bool isRight) => _misses = Math.Max(-Patience, _misses + (isRight ? -1 : 1));

    /// <summary>The user has entered a line: it is the newest.</summary>
    public void Enter(ReadOnlySpan<Cell> text) => Remember(text, isNewest: true);

    /// <summary>The application suggests a line: it is as old as can be, unless it is known.</summary>
    public void Suggest(ReadOnlySpan<Cell> text) => Remember(text, isNewest: false);

    /// <summary>Writes the rest of the newest line that begins like <paramref name="typed"/>, as far as there is room. Returns the cells written.</summary>
    public int Guess(SymbolTable symbols, ReadOnlySpan<Cell> typed, Span<Cell> rest)
    {
        for (int index = 0; index < _count; index++)
        {
            ReadOnlySpan<int> line = _lines[index].Text;
            if (line.Length <= typed.Length || !BeginsWith(line, typed))
                continue;

            line = line[typed.Length..];
            if (line.Length > rest.Length)
                return 0;

            int style = symbols.Intern(_style);
            for (int column = 0; column < line.Length; column++)
                rest[column] = Cell.Of(line[column], 1, style);

            return line.Length;
        }

        return 0;
    }

    private static bool BeginsWith(ReadOnlySpan<int> line, ReadOnlySpan<Cell> typed)
    {
        for (int index = 0; index < typed.Length; index++)
        {
            if (typed[index].IsCluster || typed[index].IsWide || line[index] != CharacterOf(typed[index]))
                return false;
        }

        return true;
    }

    private static int CharacterOf(Cell cell) => cell.LooksEmpty ? ' ' : cell.CodePoint;

    private void Remember(ReadOnlySpan<Cell> text, bool isNewest)
    {
        text = text[..RowText.EndOf(text)];
        if (text.Length is < 2 or > MaxCharacters)
            return;

        foreach (Cell cell in text)
        {
            // Only what is one column each, as nearly all command lines are.
            if (cell.IsCluster || cell.IsWide)
                return;
        }

        int place = 0;
        while (place < _count && !(_lines[place].Text.Length == text.Length && BeginsWith(_lines[place].Text, text)))
            place++;

        if (place < _count && !isNewest)
            return;

        if (place == _count)
        {
            place = Math.Min(_count, Lines - 1);
            _count = Math.Min(_count + 1, Lines);
        }

        Line line = _lines[place];
        line.Write(text);
        if (isNewest)
        {
            Array.Copy(_lines, 0, _lines, 1, place);
            place = 0;
        }

        _lines[place] = line;
    }

    private struct Line
    {
        private int[]? _characters;
        private int _length;

        public readonly ReadOnlySpan<int> Text => _characters.AsSpan(0, _length);

        public void Write(ReadOnlySpan<Cell> text)
        {
            _characters ??= new int[MaxCharacters];
            _length = text.Length;
            for (int index = 0; index < text.Length; index++)
                _characters[index] = CharacterOf(text[index]);
        }
    }
}
