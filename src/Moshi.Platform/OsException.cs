using System.Runtime.InteropServices;

namespace Moshi.Platform;

/// <summary>
/// The operating system refused something that the program cannot work without. The message says what was tried, with what value,
/// the system's own words, and where we know it the likely cause or remedy; it is fit to be shown to the user as it is.
/// </summary>
public sealed class OsException : Exception
{
    public OsException() : this("system call", Errno.None)
    {
    }

    public OsException(string message) : base(message)
    {
    }

    public OsException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <param name="operation">What was tried, with its value: "open /dev/ptmx".</param>
    /// <param name="error">What the system answered.</param>
    /// <param name="hint">Likely cause or what to do; one clause without a full stop.</param>
    public OsException(string operation, Errno error, string? hint = null)
        : base(hint is null ? $"{operation}: {error.Describe()}" : $"{operation}: {error.Describe()} ({hint})")
    {
        Error = error;
        Operation = operation;
    }

    /// <summary>The system's answer; <see cref="Errno.None"/> when the failure was not a system call's.</summary>
    public Errno Error { get; }

    /// <summary>What was tried; empty when the failure was not a system call's.</summary>
    public string Operation { get; } = "";

    /// <summary>The exception for the P/Invoke that has just failed. Call it before any other P/Invoke.</summary>
    internal static OsException Last(string operation, string? hint = null) => new(operation, (Errno)Marshal.GetLastPInvokeError(), hint);
}
