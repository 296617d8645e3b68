namespace Moshi.Client;

/// <summary>What <see cref="LoginEndWatch"/> wants done.</summary>
internal enum LoginEndStep
{
    None,

    /// <summary>Send something that must be answered.</summary>
    Ask,

    /// <summary>No answer has come: look for the cause.</summary>
    SeekCause,
}
