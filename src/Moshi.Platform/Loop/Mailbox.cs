using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Moshi.Platform.Loop;

/// <summary>
/// How other threads (a name look-up, a log flush) hand results to the loop that owns all state: they post, the loop wakes and takes.
/// </summary>
public sealed class Mailbox<T>(PollLoop loop)
{
    private readonly ConcurrentQueue<T> _letters = new();

    /// <summary>From any thread.</summary>
    public void Post(T letter)
    {
        _letters.Enqueue(letter);
        loop.Wake();
    }

    /// <summary>From the loop's thread, until it answers false.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T letter) => _letters.TryDequeue(out letter);
}
