using System.Diagnostics;
using System.Globalization;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Terminal;

/// <summary>
/// One thing that a payload goes through, set up for one run: the feeding program on the inside, this process draining the outside. Disposing ends it.
/// </summary>
internal sealed class ThroughputRig : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly string _directory;
    private readonly string _resultFile;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly MoshServer? _server;
    private readonly string? _tmuxSocket;
    private readonly PtyProcess _outer;
    private readonly bool _isAnswering;
    private readonly byte[] _tail = new byte[FeedProgram.Queries.Length];

    private ThroughputRig(Subject subject, Payload payload, long bytes)
    {
        _directory = Directory.CreateTempSubdirectory("moshi-throughput-").FullName;
        _resultFile = Path.Combine(_directory, "result");
        string[] feed = ["sh", "-c", $"stty raw -echo; exec '{Environment.ProcessPath}' feed {payload.Name} {bytes.ToString(CultureInfo.InvariantCulture)} '{_resultFile}'"];
        Dictionary<string, string> environment = LabEnvironment.Clean(_directory);
        environment["TERM"] = "xterm-256color";
        if (subject.Pairing is { } pairing)
        {
            _server = MoshServer.Start(pairing.Server, feed);
            _outer = MoshClient.StartOnPty(pairing.Client, _server.EndPoint, _server.Key, TerminalSize.Standard);
            ServerProcess = _server.ProcessId;
        }
        else if (subject.IsTmux)
        {
            // No status line, so that the program has all 24 rows here, too. Everything else as it comes.
            _tmuxSocket = Path.Combine(_directory, "socket");
            File.WriteAllText(Path.Combine(_directory, "conf"), "set -g status off\n");
            _outer = PtyProcess.Start(["tmux", "-u", "-S", _tmuxSocket, "-f", Path.Combine(_directory, "conf"), "new-session", .. feed], environment, TerminalSize.Standard);
        }
        else
        {
            _isAnswering = true;
            _outer = PtyProcess.Start(feed, environment, TerminalSize.Standard);
        }
        if (!_outer.TryPass(System.Text.Encoding.ASCII.GetBytes(FeedProgram.Ready), LabTime.Generous))
            throw new LabTimeoutException($"{subject.Name}: the feeding program is not ready");
        if (_tmuxSocket is not null)
            ServerProcess = int.Parse(RunTmux("display-message", "-p", "#{pid}").Output.Trim(), CultureInfo.InvariantCulture);
    }

    private int? ServerProcess { get; }

    /// <summary>Sets up, runs once, takes down.</summary>
    /// <exception cref="LabTimeoutException">It did not start, or did not end in five minutes.</exception>
    public static ThroughputSample Measure(Subject subject, Payload payload, long bytes)
    {
        using ThroughputRig rig = new(subject, payload, bytes);
        return rig.Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_tmuxSocket is not null)
            RunTmux("kill-server");
        _outer.Dispose();
        _server?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private ThroughputSample Run()
    {
        // The first frame and its acknowledgement are no part of the run.
        Drain(TimeSpan.FromMilliseconds(150));
        TimeSpan serverBefore = CpuOf(ServerProcess), userBefore = UserOf(ServerProcess), outerBefore = CpuOf(_outer.Id);
        _outer.Write("g"u8);
        long start = Stopwatch.GetTimestamp(), outerBytes = 0;
        while (!File.Exists(_resultFile))
        {
            outerBytes += Drain(TimeSpan.FromMilliseconds(10));
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new LabTimeoutException("the payload did not get through");
        }
        TimeSpan server = CpuOf(ServerProcess) - serverBefore, user = UserOf(ServerProcess) - userBefore, outer = CpuOf(_outer.Id) - outerBefore;
        string[] words = File.ReadAllText(_resultFile).Split(' ');
        return new ThroughputSample(double.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture), server, user, outer, outerBytes);
    }

    private static TimeSpan CpuOf(int? process) => process is { } id ? ProcessTable.CpuTimeOf(id) : TimeSpan.Zero;

    private static TimeSpan UserOf(int? process) => process is { } id ? ProcessTable.UserTimeOf(id) : TimeSpan.Zero;

    // Takes what comes for a time. Where nothing stands between, this side is the terminal that has to answer.
    private long Drain(TimeSpan time)
    {
        long deadline = PtyProcess.DeadlineAfter(time), total = 0;
        int count;
        while ((count = _outer.Read(_buffer, deadline)) > 0)
        {
            total += count;
            if (_isAnswering)
                Answer(_buffer.AsSpan(0, count));
            if (Stopwatch.GetTimestamp() > deadline)
                break;
        }
        return count < 0 ? throw new LabTimeoutException("the outer program has ended") : total;
    }

    private void Answer(ReadOnlySpan<byte> output)
    {
        ReadOnlySpan<byte> queries = FeedProgram.Queries;
        ReadOnlySpan<byte> end = output[^Math.Min(output.Length, queries.Length)..];
        _tail.AsSpan(end.Length).CopyTo(_tail);
        end.CopyTo(_tail.AsSpan(_tail.Length - end.Length));
        if (_tail.AsSpan().SequenceEqual(queries))
            _outer.Write("\e[1;1R\e[1;1R\e[1;1R"u8);
    }

    private Command.Outcome RunTmux(params string[] command) => Command.Run(["tmux", "-S", _tmuxSocket!, .. command], LabEnvironment.Clean(_directory));
}
