using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop;

/// <summary>The pairings of clients and servers as test data.</summary>
public static class Pairings
{
    /// <summary>All four; stock with stock is the control that proves the test itself.</summary>
    public static TheoryData<string> All => [.. Pairing.All.Select(pairing => pairing.ToString())];

    /// <summary>Those in which one of our programs takes part.</summary>
    public static TheoryData<string> WithOurs => [.. Pairing.All.Where(pairing => pairing.HasOurs).Select(pairing => pairing.ToString())];

    /// <summary>Both servers, each with a client that is not part of the question.</summary>
    public static TheoryData<Implementation> Implementations => [Implementation.Stock, Implementation.Ours];

    /// <summary>Reads a pairing and skips the test when one of its programs is missing.</summary>
    public static Pairing Require(string name)
    {
        var pairing = Pairing.Parse(name);
        Require(pairing.Client, "mosh-client");
        Require(pairing.Server, "mosh-server");
        return pairing;
    }

    /// <summary>Skips the test when a program is missing.</summary>
    public static void Require(Implementation implementation, string program) => Assert.SkipWhen(
        Programs.Find(implementation, program) is null,
        implementation == Implementation.Ours ? $"{program} is not in {Programs.OurDirectory}; ./dev build makes it" : $"{program} is not installed");

    /// <summary>Skips the test when a tool is missing.</summary>
    public static void RequireTool(string tool) => Assert.SkipWhen(Programs.FindInPath(tool) is null, $"{tool} is not installed");
}
