namespace Moshi.Commands.Completion;

/// <summary>What completes a value.</summary>
internal enum ValueKind
{
    /// <summary>Nothing that we know.</summary>
    Any,

    /// <summary>One of a few words.</summary>
    Words,
    File,
    Host,

    /// <summary>A keyword of moshi_config(5), = and its value.</summary>
    Keyword,
}
