namespace Moshi.Interop.Wrapper;

/// <summary>One run of a wrapper between recorders.</summary>
/// <param name="ExitCode">Its status, which is the client's (5) when it got that far.</param>
/// <param name="Calls">What ssh and the client were given, a line per call: words, then variables marked by a dollar sign.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record WrapperRecord(int ExitCode, string Calls, string Output, string Error)
{
    public string FirstError => Error.Split('\n')[0];

    public bool ReachedClient => ExitCode == 5;
}
