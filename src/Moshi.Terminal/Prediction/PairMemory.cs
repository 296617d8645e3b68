using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Brackets and quotes that the application closes by itself, as editors for programs do: the closing one comes up behind the cursor with the opening one, and is typed over when it
/// is typed. Learned from what typing did to the text behind the cursor; lines behind a prompt count apart, since a shell in the same session follows other habits. Used by the engine only.
/// </summary>
internal sealed class PairMemory
{
    private const string Openers = "([{\"'`";
    private const string Closers = ")]}\"'`";

    /// <summary>The first of <see cref="Closers"/> that opens, too.</summary>
    private const int FirstQuote = 3;

    /// <summary>Brackets that one frame may open.</summary>
    private const int MaxOpen = 16;

    private int _closing;
    private int _pushed;

    /// <summary>True where something is closed by itself.</summary>
    public bool IsActive(bool hasPrompt) => (_closing & MaskOf(hasPrompt)) != 0;

    /// <summary>The character that comes up behind one that is typed; 0 for none.</summary>
    /// <param name="character">The code point that is typed.</param>
    /// <param name="before">The cell before the cursor.</param>
    /// <param name="behind">The cell under the cursor.</param>
    /// <param name="hasPrompt">The line is behind a prompt.</param>
    public int CloserFor(int character, Cell before, Cell behind, bool hasPrompt)
    {
        int kind = KindOf(character, Openers);
        return kind >= 0 && (_closing & BitOf(kind, hasPrompt)) != 0 && Closes(kind, TextOf(before), TextOf(behind)) ? Closers[kind] : 0;
    }

    /// <summary>True for a closing character that takes the place of the same one under the cursor.</summary>
    public bool IsTypedOver(int character, Cell behind, bool hasPrompt) =>
        TextOf(behind) == character && KindOf(character, Closers) is >= 0 and var kind && (_closing & ~_pushed & BitOf(kind, hasPrompt)) != 0;

    /// <summary>Learns from characters that were typed one behind the other. True when what is behind the cursor now are brackets that the application has closed.</summary>
    /// <param name="keys">The keys; the first <paramref name="count"/> of them were answered.</param>
    /// <param name="count">Number of characters.</param>
    /// <param name="previous">What was before the cursor.</param>
    /// <param name="old">What was behind it.</param>
    /// <param name="now">What is behind it after them.</param>
    /// <param name="hasPrompt">The line is behind a prompt.</param>
    public bool Learn(KeysInFlight keys, int count, Cell previous, ReadOnlySpan<Cell> old, ReadOnlySpan<Cell> now, bool hasPrompt)
    {
        if (!HasPair(keys, count))
            return false;

        if (Explains(keys, count, TextOf(previous), old, now, isTypedOver: true, out int opened, out int typedOver))
        {
            // What is typed over may be a suggestion as well, which the user follows.
            bool isExplained = opened != 0 || (typedOver & Shifted(_closing, hasPrompt)) != 0;
            _closing |= At(opened, hasPrompt);
            _pushed &= isExplained ? ~At(typedOver, hasPrompt) : ~0;
            return isExplained;
        }

        int over = typedOver;
        if (Explains(keys, count, TextOf(previous), old, now, isTypedOver: false, out opened, out _))
        {
            _closing |= At(opened, hasPrompt);
            _pushed |= At(over, hasPrompt) & _closing;
            return opened != 0;
        }

        if (AreEqual([], old, now))
            _closing &= ~At(opened, hasPrompt);

        return false;
    }

    private static bool HasPair(KeysInFlight keys, int count)
    {
        for (int index = 0; index < count; index++)
        {
            if (KindOf(keys[index].CodePoint, Openers) >= 0 || KindOf(keys[index].CodePoint, Closers) >= 0)
                return true;
        }

        return false;
    }

    /// <summary>Would an application that closes every bracket show this?</summary>
    private static bool Explains(
        KeysInFlight keys, int count, int previous, ReadOnlySpan<Cell> old, ReadOnlySpan<Cell> now, bool isTypedOver, out int opened, out int typedOver)
    {
        Span<int> open = stackalloc int[MaxOpen];
        int depth = 0;
        (opened, typedOver) = (0, 0);
        for (int index = 0; index < count; index++)
        {
            int character = keys[index].CodePoint, next = depth > 0 ? open[depth - 1] : old.IsEmpty ? ' ' : TextOf(old[0]);
            if (KindOf(character, Closers) is >= 0 and var closer && next == character)
            {
                typedOver |= 1 << closer;
                if (isTypedOver)
                {
                    old = depth > 0 || old.IsEmpty ? old : old[1..];
                    depth = Math.Max(0, depth - 1);
                    previous = character;
                    continue;
                }
            }

            if (KindOf(character, Openers) is >= 0 and var opener && Closes(opener, previous, next))
            {
                if (depth == MaxOpen)
                    return false;

                open[depth++] = Closers[opener];
                opened |= 1 << opener;
            }

            previous = character;
        }

        open[..depth].Reverse();
        return AreEqual(open[..depth], old, now);
    }

    private static bool AreEqual(ReadOnlySpan<int> open, ReadOnlySpan<Cell> old, ReadOnlySpan<Cell> now)
    {
        int length = open.Length + old.Length;
        for (int column = 0; column < Math.Max(length, now.Length); column++)
        {
            int expected = column < open.Length ? open[column] : column < length ? TextOf(old[column - open.Length]) : ' ';
            if (expected != (column < now.Length ? TextOf(now[column]) : ' '))
                return false;
        }

        return true;
    }

    /// <summary>Nothing is closed right before a word, nor a quote behind one: that is an apostrophe, or an end.</summary>
    private static bool Closes(int kind, int before, int behind) =>
        behind is ' ' or ')' or ']' or '}' or ',' or ';' or ':' && (kind < FirstQuote || !(char.IsAsciiLetterOrDigit((char)before) || before == Openers[kind]));

    private static int KindOf(int character, string of) => character < 0x80 ? of.IndexOf((char)character, StringComparison.Ordinal) : -1;

    private static int TextOf(Cell cell) => cell.LooksEmpty ? ' ' : cell.CodePoint;

    private static int BitOf(int kind, bool hasPrompt) => At(1 << kind, hasPrompt);

    private static int MaskOf(bool hasPrompt) => At((1 << Closers.Length) - 1, hasPrompt);

    private static int At(int kinds, bool hasPrompt) => hasPrompt ? kinds << Closers.Length : kinds;

    private static int Shifted(int kinds, bool hasPrompt) => hasPrompt ? kinds >> Closers.Length : kinds;
}
