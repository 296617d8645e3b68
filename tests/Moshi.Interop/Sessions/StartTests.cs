using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>Servers started under circumstances that are not those of a login.</summary>
public sealed partial class StartTests
{
    private static readonly string[] s_circumstances =
    [
        "exec {0} new <&-",
        "exec {0} new 2>&-",
        "exec {0} new <&- 2>&-",
        "exec {0} new 2>/dev/full",
        "ulimit -n 20; exec {0} new",
        "ulimit -n 10; exec {0} new",
        "exec env -i MOSHI_TEST_MARK=$MOSHI_TEST_MARK {0} new -l LANG=C.UTF-8",
    ];

    public static TheoryData<Implementation, string> Circumstances =>
        [.. Enum.GetValues<Implementation>().SelectMany(_ => s_circumstances, (implementation, text) => (implementation, text))];

    [Theory, MemberData(nameof(Circumstances))]
    public void A_server_starts_and_tells_its_port(Implementation implementation, string script)
    {
        Pairings.Require(implementation, "mosh-server");
        string program = Programs.Require(implementation, "mosh-server");
        string mark = "MOSHI_TEST_MARK=" + Guid.NewGuid().ToString("N");
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["MOSHI_TEST_MARK"] = mark[(mark.IndexOf('=', StringComparison.Ordinal) + 1)..];
        environment["MOSH_SERVER_NETWORK_TMOUT"] = "60";
        Command.Outcome outcome = Command.Run(["/bin/sh", "-c", string.Format(CultureInfo.InvariantCulture, script, program)], environment);
        int[] started = [.. MarkedBy(mark)];
        foreach (int server in started)
            ProcessTable.Send(server, Signal.Kill);
        Assert.True(ConnectLine().IsMatch(outcome.Output), outcome.ToString());
        Assert.Equal(0, outcome.ExitCode);
        Assert.NotEmpty(started);
    }

    /// <summary>"pkill mosh-server" is in many a script.</summary>
    [Theory]
    [InlineData("mosh-server")]
    [InlineData("moshi-server")]
    public void Process_lists_know_a_server_by_its_name(string name)
    {
        (Command.Outcome outcome, string mark) = Launch(name, "0", static _ => { });
        int[] started = [.. MarkedBy(mark)];
        try
        {
            Assert.True(ConnectLine().IsMatch(outcome.Output), outcome.ToString());
            LabTime.WaitUntil(() => started.Any(process => ReadOrEmpty($"/proc/{process}/comm").Trim() == name), $"a process called {name}");
        }
        finally
        {
            foreach (int server in started)
                ProcessTable.Send(server, Signal.Kill);
        }
    }

    [Fact]
    public void Port_that_somebody_is_just_leaving_is_waited_for()
    {
        using var other = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        string port = ((IPEndPoint)other.Client.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);
        (Command.Outcome outcome, string mark) = Launch("moshi-server", port, mark =>
        {
            LabTime.WaitUntil(() => MarkedBy(mark).Any(), "the server's first half");
            other.Dispose();
        });
        foreach (int server in MarkedBy(mark).ToArray())
            ProcessTable.Send(server, Signal.Kill);
        Assert.Contains($"MOSH CONNECT {port} ", outcome.Output, StringComparison.Ordinal);
    }

    private static (Command.Outcome Outcome, string Mark) Launch(string name, string port, Action<string> meanwhile)
    {
        Pairings.Require(Implementation.Ours, "mosh-server");
        string program = Path.Combine(Path.GetDirectoryName(Programs.Require(Implementation.Ours, "mosh-server"))!, name);
        string id = Guid.NewGuid().ToString("N");
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["MOSHI_TEST_MARK"] = id;
        environment["MOSH_SERVER_NETWORK_TMOUT"] = "60";
        string mark = "MOSHI_TEST_MARK=" + id;
        var beside = Task.Run(() => meanwhile(mark), TestContext.Current.CancellationToken);
        Command.Outcome outcome = Command.Run([program, "new", "-p", port], environment);
        beside.Wait(TestContext.Current.CancellationToken);
        return (outcome, mark);
    }

    // The marker passes through every process on the way; what still has it is the server.
    private static IEnumerable<int> MarkedBy(string mark) =>
        from path in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(path)
        where name.All(char.IsAsciiDigit) && ReadOrEmpty($"{path}/environ").Contains(mark, StringComparison.Ordinal)
        select int.Parse(name, CultureInfo.InvariantCulture);

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^MOSH CONNECT \d+ [A-Za-z0-9/+]{22}$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectLine();
}
