namespace Moshi.Commands.Options;

/// <summary>A program that is to end before it did anything: what to print, and the status. The caller prints.</summary>
/// <param name="Status">Exit status.</param>
/// <param name="Output">For stdout; may be empty.</param>
/// <param name="Error">For stderr; may be empty.</param>
public sealed record CommandExit(int Status, string Output, string Error)
{
    /// <summary>What was asked for, and success.</summary>
    public static CommandExit Say(string output) => new(0, output, "");

    /// <summary>A complaint.</summary>
    public static CommandExit Fail(int status, string error) => new(status, "", error);

    /// <summary>Prints both texts and returns the status.</summary>
    public int Print()
    {
        Console.Out.Write(Output);
        Console.Error.Write(Error);
        return Status;
    }
}
