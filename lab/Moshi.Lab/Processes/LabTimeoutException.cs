namespace Moshi.Lab.Processes;

/// <summary>Something that a real program had to do did not happen in time. The message says what was awaited and what was seen instead.</summary>
public sealed class LabTimeoutException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LabTimeoutException()
    {
    }

    /// <summary>Creates the exception with what was awaited and what was seen.</summary>
    public LabTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public LabTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
