using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>The beginning and the clean end that the tests of ends share.</summary>
internal static class ShellSession
{
    /// <summary>How long a shutdown may take that nobody answers.</summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(30);

    /// <summary>Starts a shell and waits until it has answered.</summary>
    public static MoshPair Start(string name, LinkProfile? link = null, Dictionary<string, string>? server = null)
    {
        var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Link = link, ServerVariables = server });
        try
        {
            pair.Pane.WaitForText("$");
            pair.Pane.TypeLine("echo st''arted");
            pair.Pane.WaitForText("started");
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <summary>Waits for both ends, and for the client's status and words of a clean end.</summary>
    public static void AssertCleanEnd(MoshPair pair, bool serverHearsTheAnswer = true)
    {
        int code = pair.Pane.WaitForExit(Shutdown);
        Assert.True(code == 0, $"{pair.Plan.Pairing}: the client's exit status is {code}\n{pair.Pane.Capture()}");
        pair.Pane.WaitForText("[mosh is exiting.]");
        Assert.True(pair.Server.WaitForExit(serverHearsTheAnswer ? LabTime.Generous : Shutdown), "the server did not end");
    }
}
