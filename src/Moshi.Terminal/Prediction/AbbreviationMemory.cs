namespace Moshi.Terminal.Prediction;

/// <summary>
/// Words in whose place a shell put something else when a space was typed behind them, as fish does with abbreviations, and bash and zsh where the space is bound to expansion.
/// What such a space does is known only once the shell has answered. Used by the engine only.
/// </summary>
internal sealed class AbbreviationMemory
{
    private const int Places = 32;

    private readonly ulong[] _words = new ulong[Places];
    private int _next;

    /// <summary>True for a word that was replaced when it was typed last.</summary>
    public bool Contains(ulong word) => _words.AsSpan().Contains(word);

    /// <summary>A word was replaced.</summary>
    public void Note(ulong word)
    {
        if (Contains(word))
            return;

        _words[_next] = word;
        _next = (_next + 1) % Places;
    }

    /// <summary>A word has stayed as it was typed.</summary>
    public void Forget(ulong word) => _words.AsSpan().Replace(word, 0UL);
}
