namespace Moshi.Diagnostics;

/// <summary>Says in words why a file could not be read or written. The texts of the runtime's own exceptions are left out of the native binary, where only their names would be shown.</summary>
internal static class FileFault
{
    /// <summary>Words for an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, to stand behind a colon.</summary>
    public static string Of(Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file or directory",
        UnauthorizedAccessException => "it is a directory, or its permissions forbid that",
        PathTooLongException => "the name is too long",
        EndOfStreamException => "it ends too soon",
        IOException { HResult: > 0 } => System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(fault.HResult),
        _ => fault.Message,
    };
}
