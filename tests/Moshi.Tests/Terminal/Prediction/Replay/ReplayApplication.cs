using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>A scripted program on the host, and what is typed at it. Deterministic: two of a kind answer the same keys with the same bytes.</summary>
internal abstract class ReplayApplication
{
    /// <summary>The row of the table.</summary>
    public abstract string Name { get; }

    /// <summary>What is typed.</summary>
    public abstract string Script { get; }

    /// <summary>What its terminal's termios say at the moment.</summary>
    public virtual LineDiscipline Discipline => new(IsKnown: true, Echo: false, Canonical: false);

    /// <summary>True while what is typed must not be seen.</summary>
    public virtual bool IsSecret => false;

    /// <summary>Characters of its passwords, which occur nowhere else; the empty string for programs that look after that by <see cref="IsSecret"/>.</summary>
    public virtual string SecretLetters => "";

    /// <summary>What it writes before any key.</summary>
    public abstract string Start();

    /// <summary>What it writes for a key.</summary>
    public abstract string Answer(ReplayKey key);

    /// <summary>The same piece by piece: how long after the one before, what is written, and what the terminal's termios say from then on.</summary>
    public virtual IEnumerable<(int DelayMs, string Output, LineDiscipline Discipline)> AnswerInSteps(ReplayKey key)
    {
        string output = Answer(key);
        return [(0, output, Discipline)];
    }
}
