namespace Moshi.Client;

/// <summary>What an <see cref="ICauseSearch"/> has found.</summary>
internal enum SearchResult
{
    /// <summary>Nothing that would explain the silence.</summary>
    None,

    /// <summary>Why nothing arrives. Whoever has been heard before may be heard again.</summary>
    Obstacle,

    /// <summary>Why there is no server any more.</summary>
    Death,
}
