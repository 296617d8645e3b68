using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>Tells kinds of prompts apart by how they end. Used by the engine only.</summary>
internal static class PromptKinds
{
    /// <param name="prefix">The cells of the cursor's row before the input.</param>
    public static PromptKind Of(ReadOnlySpan<Cell> prefix)
    {
        int end = RowText.EndOf(prefix);
        if (end == 0)
            return PromptKind.None;

        int last = prefix[end - 1].CodePoint;
        bool isBehindBlank = end == prefix.Length - 1;
        if (isBehindBlank && IsPython(prefix[..end], out PromptKind kind))
            return kind;

        int start = RowText.StartOf(prefix, 0);
        return last switch
        {
            _ when prefix[end - 1].IsCluster => PromptKind.Question,
            _ when isBehindBlank && IsOfTheme(prefix[start..end]) => PromptKind.Shell,
            '$' or '#' or '%' when isBehindBlank => PromptKind.Shell,
            '>' or 0x276F or 0x00BB or 0x03BB or 0x279C when isBehindBlank && NamesPlace(prefix[..(end - 1)]) => PromptKind.Shell,
            ':' or '?' or '.' or 0 => PromptKind.Question,
            < 0x80 when char.IsAsciiLetterOrDigit((char)last) => PromptKind.Question,
            _ => PromptKind.Sign,
        };
    }

    /// <summary>True for an angle bracket that points to the input, and nothing else.</summary>
    public static bool IsBareArrow(ReadOnlySpan<Cell> prefix) => prefix.Length == 2 && prefix[0].CodePoint is '>' or 0x00BB or 0x203A && prefix[1].LooksEmpty;

    /// <summary>What the usual themes of shells write, and nobody who asks for anything: a lone arrow, an arrow before the directory, or a ribbon that ends in a wedge.</summary>
    private static bool IsOfTheme(ReadOnlySpan<Cell> prompt) =>
        prompt[0].CodePoint == 0x279C || prompt[^1].CodePoint is 0xE0B0 or 0xE0B4 || (prompt.Length == 1 && prompt[0].CodePoint is 0x276F or 0x03BB);

    /// <summary>The two prompts of Python, which stand alone: three angle brackets, and three full stops where a block goes on.</summary>
    private static bool IsPython(ReadOnlySpan<Cell> prompt, out PromptKind kind)
    {
        int sign = prompt[^1].CodePoint;
        kind = sign == '>' ? PromptKind.Shell : PromptKind.Sign;
        return prompt.Length == 3 && sign is '>' or '.' && prompt[0].CodePoint == sign && prompt[1].CodePoint == sign;
    }

    /// <summary>
    /// True for what shells write before their sign: a directory, a user at a host, or both, or both in brackets. Not for sentences, which may ask
    /// for anything.
    /// </summary>
    private static bool NamesPlace(ReadOnlySpan<Cell> prefix)
    {
        int column = RowText.StartOf(prefix, 0);
        bool isBracketed = column < prefix.Length && prefix[column].CodePoint == '[';
        bool isPlace = BeginsPath(prefix, column);
        for (; column < prefix.Length && !prefix[column].LooksEmpty; column++)
            isPlace |= prefix[column].CodePoint == '@';

        column = RowText.StartOf(prefix, column);
        bool hasSecond = column < prefix.Length;
        if (!isPlace || (hasSecond && !isBracketed && !BeginsPath(prefix, column)))
            return false;

        while (column < prefix.Length && !prefix[column].LooksEmpty)
            column++;

        return RowText.StartOf(prefix, column) == prefix.Length;
    }

    private static bool BeginsPath(ReadOnlySpan<Cell> cells, int column) => column < cells.Length && cells[column].CodePoint is '~' or '/';
}
