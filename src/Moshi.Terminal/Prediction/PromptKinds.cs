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
        {
            return PromptKind.None;
        }

        int last = prefix[end - 1].CodePoint;
        bool isBehindBlank = end == prefix.Length - 1;
        return last switch
        {
            _ when prefix[end - 1].IsCluster => PromptKind.Question,
            '$' or '#' or '%' when isBehindBlank => PromptKind.Shell,
            ':' or '?' or '.' or 0 => PromptKind.Question,
            < 0x80 when char.IsAsciiLetterOrDigit((char)last) => PromptKind.Question,
            _ => PromptKind.Sign,
        };
    }
}
