using System.Numerics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Lines that were entered, or suggested, at prompts that suggest: what a shell will suggest for the next line, before the host says it. Shells take
/// the newest line that begins with what is typed; programs with a list of their own take the first one of that, as they did before. Where the two differ, whichever has been right
/// so far is followed. Holds nothing that was not on the screen. Used by the engine only.
/// </summary>
internal sealed class SuggestionMemory
{
    private const int Lines = 32;
    private const int MaxCharacters = 128;

    /// <summary>Beginnings of lines whose suggestion is remembered.</summary>
    private const int Beginnings = 128;

    /// <summary>How much the past may count for or against a program's having an order of its own.</summary>
    private const int MaxLoyalty = 3;

    /// <summary>Guesses that may be wrong, in excess of those that were right, before no more are made.</summary>
    private const int Patience = 3;

    private readonly Line[] _lines = new Line[Lines];
    private readonly ulong[] _beginnings = new ulong[Beginnings];
    private readonly int[] _answers = new int[Beginnings];
    private int _nextBeginning;
    private ulong _lastBeginning;
    private int _loyalty;
    private int _lastName;
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
    /// <param name="text">The line, as far as it was typed and suggested.</param>
    /// <param name="typed">Columns of it that were typed.</param>
    public void Suggest(ReadOnlySpan<Cell> text, int typed)
    {
        ulong beginning = HashOf(text[..typed]);
        if (beginning == _lastBeginning)
            return;

        _lastBeginning = beginning;
        (int newest, int repeated) = (IndexOfNewest(text[..typed]), IndexOfRepeated(text[..typed]));
        int place = Remember(text, isNewest: false);
        if (place < 0)
            return;

        int name = _lines[place].Name;
        _lines[place].IsListed = true;
        if (newest != repeated && repeated >= 0)
            Judge(Score(repeated, name) - Score(newest, name));

        int index = _beginnings.AsSpan().IndexOf(beginning);
        if (index < 0)
        {
            index = _nextBeginning;
            _nextBeginning = (_nextBeginning + 1) % Beginnings;
            _beginnings[index] = beginning;
        }

        _answers[index] = name;
    }

    /// <summary>Writes the rest of the line that will be suggested for <paramref name="typed"/>, as far as there is room. Returns the cells written.</summary>
    public int Guess(SymbolTable symbols, ReadOnlySpan<Cell> typed, Span<Cell> rest)
    {
        int index = HasOwnOrder ? IndexOfRepeated(typed) : -1;
        index = index >= 0 ? index : IndexOfNewest(typed, HasOwnOrder);
        if (index < 0)
            return 0;

        ReadOnlySpan<int> line = _lines[index].Text[typed.Length..];
        if (line.Length > rest.Length)
            return 0;

        int style = symbols.Intern(_style);
        for (int column = 0; column < line.Length; column++)
            rest[column] = Cell.Of(line[column], 1, style);

        return line.Length;
    }

    private bool HasOwnOrder => _loyalty > 0;

    private void Judge(int evidence)
    {
        bool hadOwnOrder = HasOwnOrder;
        _loyalty = Math.Clamp(_loyalty + evidence, -MaxLoyalty, MaxLoyalty);

        // What went wrong in another belief does not count.
        _misses = hadOwnOrder == HasOwnOrder ? _misses : Math.Min(_misses, 0);
    }

    private int Score(int index, int name) => index >= 0 && _lines[index].Name == name ? 1 : 0;

    /// <summary>The newest line that begins so; -1 for none.</summary>
    /// <param name="typed">The beginning.</param>
    /// <param name="isListed">Only such as were suggested at some time.</param>
    private int IndexOfNewest(ReadOnlySpan<Cell> typed, bool isListed = false)
    {
        for (int index = 0; index < _count; index++)
        {
            if ((!isListed || _lines[index].IsListed) && Continues(index, typed))
                return index;
        }

        return -1;
    }

    /// <summary>The line that was suggested before for the same text, or else for as much of it as there was a suggestion for, if it goes on like that; -1 for none.</summary>
    private int IndexOfRepeated(ReadOnlySpan<Cell> typed)
    {
        for (int length = typed.Length; length > 0; length--)
        {
            int index = _beginnings.AsSpan().IndexOf(HashOf(typed[..length]));
            if (index < 0)
                continue;

            int line = IndexOfName(_answers[index]);
            if (line >= 0)
                return Continues(line, typed) ? line : -1;
        }

        return -1;
    }

    private int IndexOfName(int name)
    {
        int index = _count - 1;
        while (index >= 0 && _lines[index].Name != name)
            index--;

        return index;
    }

    private bool Continues(int index, ReadOnlySpan<Cell> typed) => _lines[index].Text.Length > typed.Length && BeginsWith(_lines[index].Text, typed);

    private static bool BeginsWith(ReadOnlySpan<int> line, ReadOnlySpan<Cell> typed)
    {
        for (int index = 0; index < typed.Length; index++)
        {
            if (typed[index].IsCluster || typed[index].IsWide || line[index] != CharacterOf(typed[index]))
                return false;
        }

        return true;
    }

    private static ulong HashOf(ReadOnlySpan<Cell> typed)
    {
        const ulong Factor = 0x9E3779B97F4A7C15;
        ulong hash = Factor;
        foreach (Cell cell in typed)
            hash = BitOperations.RotateLeft((hash ^ (uint)CharacterOf(cell)) * Factor, 31);

        return hash;
    }

    private static int CharacterOf(Cell cell) => cell.LooksEmpty ? ' ' : cell.CodePoint;

    /// <summary>Returns the place of the line; -1 when it cannot be kept.</summary>
    private int Remember(ReadOnlySpan<Cell> text, bool isNewest)
    {
        text = text[..RowText.EndOf(text)];
        if (text.Length is < 2 or > MaxCharacters)
            return -1;

        foreach (Cell cell in text)
        {
            // Only what is one column each, as nearly all command lines are.
            if (cell.IsCluster || cell.IsWide)
                return -1;
        }

        int place = 0;
        while (place < _count && !(_lines[place].Text.Length == text.Length && BeginsWith(_lines[place].Text, text)))
            place++;

        if (place < _count && !isNewest)
            return place;

        bool isNew = place == _count;
        if (isNew)
        {
            place = Math.Min(_count, Lines - 1);
            _count = Math.Min(_count + 1, Lines);
        }

        Line line = _lines[place];
        line.Write(text, isNew ? ++_lastName : line.Name);
        if (isNewest)
        {
            Array.Copy(_lines, 0, _lines, 1, place);
            place = 0;
        }

        _lines[place] = line;
        return place;
    }

    private struct Line
    {
        private int[]? _characters;
        private int _length;

        public readonly ReadOnlySpan<int> Text => _characters.AsSpan(0, _length);

        /// <summary>Stays with the text wherever it moves.</summary>
        public int Name { get; private set; }

        /// <summary>The host has suggested it, and not only the user entered it.</summary>
        public bool IsListed { get; set; }

        public void Write(ReadOnlySpan<Cell> text, int name)
        {
            IsListed &= name == Name;
            Name = name;
            _characters ??= new int[MaxCharacters];
            _length = text.Length;
            for (int index = 0; index < text.Length; index++)
                _characters[index] = CharacterOf(text[index]);
        }
    }
}
