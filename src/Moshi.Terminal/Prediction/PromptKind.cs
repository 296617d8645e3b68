namespace Moshi.Terminal.Prediction;

/// <summary>What the text before the input looks like. Used by the engine only.</summary>
internal enum PromptKind : byte
{
    /// <summary>No prompt.</summary>
    None,

    /// <summary>Text that ends in a letter, a digit, a colon or a question mark: a question, perhaps for a password.</summary>
    Question,

    /// <summary>Ends in another sign, such as an angle bracket or an arrow.</summary>
    Sign,

    /// <summary>Ends in the sign of a shell: <c>$</c>, <c>#</c> or <c>%</c>; or in another one behind the name of a directory, as those of fish.</summary>
    Shell,
}
