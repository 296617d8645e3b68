namespace Moshi.Tests.Fuzz;

/// <summary>Something that must hold for every input did not hold for this one.</summary>
internal sealed class FuzzFailureException(string message) : Exception(message)
{
    public FuzzFailureException()
        : this("")
    {
    }

    public FuzzFailureException(string message, Exception inner)
        : this($"{message}: {inner.Message}")
    {
    }

    /// <summary>Throws unless the condition holds.</summary>
    public static void Unless(bool holds, string otherwise)
    {
        if (!holds)
            throw new FuzzFailureException(otherwise);
    }
}
