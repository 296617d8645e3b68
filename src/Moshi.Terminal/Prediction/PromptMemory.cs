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
    private readonly ulong[] _silent = new ulong[Places];
    private readonly int[] _silences = new int[Places];
    private int _nextEchoing;
    private int _nextSilent;

    /// <summary>True for a prompt that echoed when it was last looked at.</summary>
    public bool Echoes(ulong prompt) => _echoing.AsSpan().Contains(prompt);

    /// <summary>True for a prompt where a trusted guess was not echoed.</summary>
    public bool WasSilent(ulong prompt) => _silent.AsSpan().Contains(prompt);

    public void NoteEcho(ulong prompt)
    {
        int silent = _silent.AsSpan().IndexOf(prompt);
        if (Echoes(prompt) || (silent >= 0 && _silences[silent] >= SilencesToDistrust))
            return;

        _echoing[_nextEchoing] = prompt;
        _nextEchoing = (_nextEchoing + 1) % Places;
    }

    public void NoteSilence(ulong prompt)
    {
        int echoing = _echoing.AsSpan().IndexOf(prompt);
        if (echoing >= 0)
            _echoing[echoing] = 0;

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
}
