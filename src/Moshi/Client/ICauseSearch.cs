namespace Moshi.Client;

/// <summary>Looks for the reason why a server that was started is silent, on a thread of its own, while the client goes on trying. Driven by <see cref="ClientLoop"/>.</summary>
internal interface ICauseSearch : IDisposable
{
    /// <summary>Readable when the search is over.</summary>
    int Descriptor { get; }

    /// <summary>What it has found; <see cref="SearchResult.None"/> until it is over.</summary>
    SearchResult Result { get; }

    /// <summary>Starts it; a second call does nothing.</summary>
    /// <param name="wasHeard">The server has answered before it fell silent.</param>
    void Begin(bool wasHeard);

    /// <summary>Nobody wants to know any more. Does not wait.</summary>
    void Cancel();
}
