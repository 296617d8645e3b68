using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Sessions;

/// <summary>A `mosh-server new` started directly, without ssh. Disposing ends it by its process id.</summary>
public sealed partial class MoshServer : IDisposable
{
    private MoshServer(string home, IPEndPoint endPoint, string key, int processId, TimeSpan startUp, string banner)
    {
        Home = home;
        EndPoint = endPoint;
        Key = key;
        ProcessId = processId;
        StartUp = startUp;
        Banner = banner;
    }

    /// <summary>The home directory of the session, empty at first; programs start there.</summary>
    public string Home { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The session's key as printed.</summary>
    public string Key { get; }

    /// <summary>The process that stayed behind.</summary>
    public int ProcessId { get; }

    /// <summary>From exec to the line that tells the port.</summary>
    public TimeSpan StartUp { get; }

    /// <summary>All that it printed until it let go of its terminal.</summary>
    public string Banner { get; }

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => ProcessTable.IsAlive(ProcessId);

    /// <summary>
    /// Starts a server. <paramref name="variables"/> are added to a clean environment; without a command it would start a login shell.
    /// <paramref name="within"/> is the network that it lives in; null = ours.
    /// </summary>
    /// <exception cref="LabTimeoutException">It did not say its port, or did not let go of its output.</exception>
    public static MoshServer Start(
        Implementation implementation, IReadOnlyList<string> command, IPAddress? address = null, IReadOnlyDictionary<string, string>? variables = null,
        NetworkNamespace? within = null)
    {
        address ??= IPAddress.Loopback;
        string program = Programs.Require(implementation, "mosh-server");
        string home = Directory.CreateTempSubdirectory("moshi-home-").FullName;
        IReadOnlyList<string> line = [program, "new", "-i", address.ToString(), "-c", "256", "--", .. command];
        // What a script starts in the background is deaf to Ctrl-C, with all below it: a flood inside would never stop.
        line = ProcessTable.IgnoresInterrupt ? ["env", "--default-signal=INT,QUIT", .. line] : line;
        line = within is null ? line : within.Enter(line);
        ProcessStartInfo start = new(line[0], line.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in LabEnvironment.Clean(home).Concat(variables ?? new Dictionary<string, string>(StringComparer.Ordinal)))
            start.Environment[name] = value;
        // A server that a killed test run left behind goes away by itself.
        start.Environment.TryAdd("MOSH_SERVER_NETWORK_TMOUT", "1200");
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string? connect = ReadConnectLine(process.StandardOutput);
        TimeSpan startUp = Stopwatch.GetElapsedTime(began);
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        if (!Task.WaitAll([errors, rest], LabTime.Generous))
            throw new LabTimeoutException($"{program} does not let go of its output");
        Match told = ConnectLine().Match(connect ?? "");
        Match detached = DetachedLine().Match(errors.Result);
        if (!told.Success || !detached.Success)
        {
            Directory.Delete(home, recursive: true);
            throw new LabTimeoutException($"{program} did not start: {PtyProcess.Quote(connect + rest.Result + errors.Result)}");
        }
        IPEndPoint endPoint = new(address, int.Parse(told.Groups["port"].Value, CultureInfo.InvariantCulture));
        int processId = int.Parse(detached.Groups["pid"].Value, CultureInfo.InvariantCulture);
        return new MoshServer(home, endPoint, told.Groups["key"].Value, processId, startUp, connect + rest.Result + errors.Result);
    }

    /// <summary>The program that runs inside: the server's only child.</summary>
    public int ChildProcessId => ProcessTable.ChildrenOf(ProcessId) is [int child] ? child : -1;

    /// <summary>Sends a signal to the server.</summary>
    public void Send(Signal signal) => ProcessTable.Send(ProcessId, signal);

    /// <summary>Waits for the server's end; false when the time is up.</summary>
    public bool WaitForExit(TimeSpan? timeout = null) => ProcessTable.WaitUntilGone(ProcessId, timeout ?? LabTime.Generous);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsAlive)
        {
            Send(Signal.Kill);
            WaitForExit();
        }
        try
        {
            Directory.Delete(Home, recursive: true);
        }
        catch (IOException)
        {
            // A program of the session may still be writing there; the directory is a temporary one.
        }
    }

    private static string? ReadConnectLine(StreamReader output)
    {
        string? line;
        do
        {
            Task<string?> next = output.ReadLineAsync();
            line = next.Wait(LabTime.Generous) ? next.Result : null;
        }
        while (line is not null && !line.StartsWith("MOSH CONNECT", StringComparison.Ordinal));
        return line;
    }

    [GeneratedRegex(@"^MOSH CONNECT (?<port>\d+) (?<key>[A-Za-z0-9/+]{22})\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConnectLine();

    [GeneratedRegex(@"\[mosh-server detached, pid = (?<pid>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DetachedLine();
}
