namespace Moshi.Terminal.Prediction;

/// <summary>
/// Prompts at which typing was seen to echo, so that the first key at the next one like it need not wait for proof. Where such trust was wrong once,
/// proof is needed anew; twice, and the prompt is never trusted again. Used by the engine only.
/// </summary>
internal sealed class PromptMemory
{
    private const int Places = 16;
    private const int SilencesToDistrust = 2;

    private readonly ulong[] _echoing = new ulong[Places];
    private readonly int[] _echoes = new int[Places];
    private readonly ulong[] _rights = new ulong[Places];
    private readonly ulong[] _silent = new ulong[Places];
    private readonly int[] _silences = new int[Places];
    private int _nextEchoing;
    private int _nextSilent;

    /// <summary>True for a prompt that has echoed in so many lines, with no silent one between.</summary>
    public bool Echoes(ulong prompt, int lines = 1) => _echoing.AsSpan().IndexOf(prompt) is >= 0 and var place && _echoes[place] >= lines;

    /// <summary>True for a prompt that has echoed, with the same text at the right of it the last time.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="right">Names the text (<see cref="RightPrompts"/>); 0 for none, which is never the same.</param>
    public bool EchoesWith(ulong prompt, ulong right) => right != 0 && _echoing.AsSpan().IndexOf(prompt) is >= 0 and var place && _rights[place] == right;

    /// <summary>True for a prompt where a trusted guess was not echoed.</summary>
    public bool WasSilent(ulong prompt) => _silent.AsSpan().Contains(prompt);

    /// <summary>A line has echoed.</summary>
    /// <param name="prompt">Its prompt.</param>
    /// <param name="right">Names the text at the right of it (<see cref="RightPrompts"/>); 0 for none.</param>
    public void NoteEcho(ulong prompt, ulong right)
    {
        int silent = _silent.AsSpan().IndexOf(prompt);
        if (silent >= 0 && _silences[silent] >= SilencesToDistrust)
            return;

        int place = _echoing.AsSpan().IndexOf(prompt);
        if (place < 0)
        {
            place = _nextEchoing;
            _nextEchoing = (_nextEchoing + 1) % Places;
            _echoing[place] = prompt;
            _echoes[place] = 0;
        }

        _echoes[place] = Math.Min(_echoes[place] + 1, int.MaxValue - 1);
        _rights[place] = right;
    }

    /// <summary>A trusted guess was not echoed.</summary>
    public void NoteSilence(ulong prompt)
    {
        ForgetEchoes(prompt);
        int silent = _silent.AsSpan().IndexOf(prompt);
        if (silent < 0)
        {
            silent = _nextSilent;
            _nextSilent = (_nextSilent + 1) % Places;
            _silent[silent] = prompt;
            _silences[silent] = 0;
        }

        _silences[silent]++;
    }

    /// <summary>What was typed, and shown to nobody, was not echoed.</summary>
    public void ForgetEchoes(ulong prompt) => _echoing.AsSpan().Replace(prompt, 0UL);
}
