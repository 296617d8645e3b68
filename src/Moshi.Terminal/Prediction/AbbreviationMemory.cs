namespace Moshi.Terminal.Prediction;

/// <summary>
/// Words in whose place a shell put something else when a space was typed behind them, as fish does with abbreviations, and bash and zsh where the space is bound to expansion.
/// What such a space does is known only once the shell has answered. Used by the engine only.
/// </summary>
internal sealed class AbbreviationMemory
{
    private const int Places = 32;

    /// <summary>Times that a word has to stay as it was typed, as it does in another place, to be forgotten.</summary>
    private const int Patience = 2;

    private readonly ulong[] _words = new ulong[Places];
    private readonly int[] _patience = new int[Places];
    private int _next;

    /// <summary>True for a word that was replaced when it was typed last.</summary>
    public bool Contains(ulong word) => _words.AsSpan().Contains(word);

    /// <summary>A word was replaced.</summary>
    public void Note(ulong word)
    {
        int place = _words.AsSpan().IndexOf(word);
        if (place < 0)
        {
            place = _next;
            _next = (_next + 1) % Places;
            _words[place] = word;
        }

        _patience[place] = Patience;
    }

    /// <summary>A word has stayed as it was typed.</summary>
    public void NoteKept(ulong word)
    {
        int place = _words.AsSpan().IndexOf(word);
        if (place >= 0 && --_patience[place] == 0)
            _words[place] = 0;
    }
}
