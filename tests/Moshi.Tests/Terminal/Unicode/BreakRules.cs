using Moshi.Terminal.Unicode;

namespace Moshi.Tests.Terminal.Unicode;

/// <summary>The rules of UAX #29 §3.1.1 as they are written: by looking back over the text, without a state machine. Slow, and meant to be obvious.</summary>
internal static class BreakRules
{
    /// <summary>True when there is no break before the last code point of the text.</summary>
    internal static bool Joins(IReadOnlyList<int> text)
    {
        if (text.Count < 2)
            return false;

        GraphemeClass before = Of(text[^2]);
        GraphemeClass after = Of(text[^1]);
        if (before == GraphemeClass.Control || after == GraphemeClass.Control)
        {
            return false; // GB4, GB5
        }

        return (before == GraphemeClass.HangulL
                && after is GraphemeClass.HangulL or GraphemeClass.HangulV or GraphemeClass.HangulLv or GraphemeClass.HangulLvt) // GB6
            || (before is GraphemeClass.HangulLv or GraphemeClass.HangulV && after is GraphemeClass.HangulV or GraphemeClass.HangulT) // GB7
            || (before is GraphemeClass.HangulLvt or GraphemeClass.HangulT && after == GraphemeClass.HangulT) // GB8
            || IsExtend(after) || after == GraphemeClass.Joiner // GB9
            || after == GraphemeClass.SpacingMark // GB9a
            || before == GraphemeClass.Prepend // GB9b
            || LinksConsonants(text) // GB9c
            || JoinsPictographs(text) // GB11
            || CompletesFlag(text); // GB12, GB13
    }

    private static bool LinksConsonants(IReadOnlyList<int> text)
    {
        if (Of(text[^1]) != GraphemeClass.ConjunctConsonant)
            return false;

        int at = text.Count - 2;
        bool linked = false;
        while (at >= 0 && Of(text[at]) is GraphemeClass.ConjunctExtend or GraphemeClass.ConjunctLinker or GraphemeClass.EmojiModifier
            or GraphemeClass.Joiner)
        {
            linked |= Of(text[at]) == GraphemeClass.ConjunctLinker;
            at--;
        }

        return linked && at >= 0 && Of(text[at]) == GraphemeClass.ConjunctConsonant;
    }

    private static bool JoinsPictographs(IReadOnlyList<int> text)
    {
        if (!IsPictograph(Of(text[^1])) || Of(text[^2]) != GraphemeClass.Joiner)
            return false;

        int at = text.Count - 3;
        while (at >= 0 && IsExtend(Of(text[at])))
            at--;

        return at >= 0 && IsPictograph(Of(text[at]));
    }

    private static bool CompletesFlag(IReadOnlyList<int> text)
    {
        int indicators = 0;
        while (indicators < text.Count && Of(text[text.Count - 1 - indicators]) == GraphemeClass.RegionalIndicator)
            indicators++;

        return indicators > 0 && indicators % 2 == 0;
    }

    private static bool IsExtend(GraphemeClass value) =>
        value is GraphemeClass.Extend or GraphemeClass.ConjunctExtend or GraphemeClass.ConjunctLinker or GraphemeClass.EmojiModifier;

    private static bool IsPictograph(GraphemeClass value) => value is GraphemeClass.Pictograph or GraphemeClass.VariablePictograph;

    private static GraphemeClass Of(int codePoint) => Widths.ClassOf(Widths.Entry(codePoint));
}
