using System.Text;
using Microsoft.Win32.SafeHandles;
using Moshi.Commands.Wrapper;
using Moshi.Platform;
using Moshi.Platform.Crypto;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Mux;

namespace Moshi.Commands.Connect;

/// <summary>
/// Starts the server over ssh with one login: chooses the connection (one that is shared already, the user's own, or one that only we share), and tries the ways in order until our script or the
/// server has answered. Further tries go through the same connection.
/// </summary>
internal sealed class Bootstrap : IDisposable
{
    private const long PlainServerMicros = 300_000;
    private const int SignalBase = 128;

    /// <summary>Linux takes no longer word of a command line (MAX_ARG_STRLEN, with its end).</summary>
    private const int LongestArgument = (128 * 1024) - 1;

    /// <summary>Below it programs, not ways, take the time.</summary>
    private static readonly TimeSpan s_shortestWay = TimeSpan.FromMilliseconds(5);

    private readonly ConnectPlan _plan;
    private readonly PollLoop _loop = new();
    private readonly SignalSource _signals;
    private readonly RuntimeDirectory _directory;
    private readonly SshLog _log;
    private readonly SshLogFile _logFile;
    private SshRun? _run;
    private bool _usesPrivateMaster;
    private bool _hasConnection;
    private bool _hasObstacle;
    private bool _isHandedOver;
    private long _plainServerSeen;
    private bool _isDisposed;

    // The process whose connection ssh shares; 0 for none.
    private int _masterProcess;
    private SshRoute? _masterRoute;

    /// <summary>Throws <see cref="OsException"/> where there is no place for ssh's log.</summary>
    public Bootstrap(ConnectPlan plan)
    {
        _plan = plan;
        _signals = SignalSource.Open(_loop, Signal.Int, Signal.Term, Signal.Hup);
        _directory = RuntimeDirectory.Create();
        _log = new SshLog(plan.Config.Ssh["loglevel"], plan.Arguments.IsQuiet);
        _logFile = new SshLogFile(_directory.LogFile, _log, plan.Arguments.LogFile);
    }

    /// <summary>What has been learnt so far.</summary>
    public BootstrapReport Report { get; private set; } = new();

    /// <summary>The connection that ssh uses was there before us.</summary>
    public bool UsesLiveMaster { get; private set; }

    /// <summary>Where ssh's connection goes: as its log has told, or as the process is connected that shares its own.</summary>
    public SshRoute Route => _log.AuthenticatedLine is { } line && SshRoute.TryReadLog(line, out SshRoute? route) ? route : _masterRoute ?? SshRoute.Unknown;

    /// <summary>What the way to the host takes there and back, as ssh's connection has measured it; null where that goes another way, or nobody can tell.</summary>
    public TimeSpan? RoundTrip => Route is { Kind: SshRouteKind.Direct, Remote: { } remote } && TcpRoundTrips.To(remote) is { } measured ? (measured > s_shortestWay ? measured : s_shortestWay) : null;

    /// <summary>The control socket of a connection that only we share; null where another is used.</summary>
    public string? ControlSocket => _usesPrivateMaster ? _directory.ControlSocket : null;

    /// <summary>Starts the server. The outcome is in <see cref="Report"/>.</summary>
    public void Run()
    {
        if (!_hasConnection)
            ChooseConnection();
        List<(BootstrapMethod Method, string Server)> attempts = Attempts();
        for (int i = 0; i < attempts.Count; i++)
        {
            if (i > 0 && IsConnectionLost())
            {
                Report.Failure = BootstrapFailure.Closed;
                break;
            }

            if (i > 0)
                TellOfFurtherTry(attempts[i].Method);
            if (!TryWith(attempts[i].Method, attempts[i].Server))
                break;
        }

        Report.SshLog = _log.Text;
        Report.IsAuthenticated = _log.IsAuthenticated || UsesLiveMaster || Report.HasHello;
        Report.SshStatus = _run?.Status;
    }

    /// <summary>Asks on the terminal, also when standard input is another thing. False for no, for no terminal, and when interrupted.</summary>
    public bool Confirm(string question)
    {
        try
        {
            using SafeFileHandle terminal = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            int fd = (int)terminal.DangerousGetHandle();
            _ = Descriptor.WriteAll(fd, Encoding.UTF8.GetBytes(question));
            int slot = _loop.Add(fd);
            byte[] answer = new byte[256];
            try
            {
                while (!_loop.IsReadable(slot))
                {
                    _ = _loop.Wait(PollLoop.Never);
                    if (!_signals.TryTake(out _))
                        continue;
                    Report.Failure = BootstrapFailure.Interrupted;
                    return false;
                }

                IoResult read = Descriptor.Read(fd, answer);
                return read.Count > 0 && answer[0] is (byte)'y' or (byte)'Y';
            }
            finally
            {
                _loop.Remove(slot);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Say("there is no terminal to ask whether a server may be copied there; --install=auto copies it without asking");
            return false;
        }
    }

    /// <summary>Runs a command at the host through the connection that there is, with a file as its input. Null when it could not be started.</summary>
    /// <param name="report">Takes its marker lines.</param>
    /// <param name="nonce">Of those lines.</param>
    /// <param name="command">ssh's command.</param>
    /// <param name="input">A descriptor.</param>
    public SshRunEnd Feed(BootstrapReport report, string nonce, string command, int input)
    {
        var reader = new ReportReader(report, nonce);
        using var run = SshRun.Start(_plan.SshArguments(_directory, _usesPrivateMaster).With(command), reader, input);
        SshRunEnd end = run.Wait(() => report.IsComplete, _logFile, new BootstrapLimits(new BootstrapReport(), _log, usesLiveMaster: false, isBatch: false) { IsUnlimited = true }, _signals, _loop);
        if (end == SshRunEnd.Interrupted)
            run.Stop(Signal.Term);
        reader.Finish();
        return end;
    }

    /// <summary>Waits until a descriptor is readable; false when the user does not want to.</summary>
    public bool Await(int descriptor)
    {
        int slot = _loop.Add(descriptor);
        try
        {
            while (!_loop.IsReadable(slot))
            {
                _ = _loop.Wait(PollLoop.Never);
                if (_signals.TryTake(out _))
                    return false;
            }

            return true;
        }
        finally
        {
            _loop.Remove(slot);
        }
    }

    /// <summary>Lets go of signals and log; what is still to come from the host is read by whoever takes the result, and ssh is left alone.</summary>
    /// <param name="endpoints">Where the server may be, by all that is known then.</param>
    /// <param name="known">What of that has been told already.</param>
    public BootstrapFeed HandOver(Func<BootstrapReport, IReadOnlyList<Platform.Net.UdpEndpoint>> endpoints, IEnumerable<Platform.Net.UdpEndpoint> known)
    {
        _isHandedOver = true;
        return new BootstrapFeed(_run!, Report, endpoints, known, EndConnection);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _logFile.Dispose();
        _signals.Dispose();
        _loop.Dispose();
        if (_isHandedOver)
            return;
        _run?.Dispose();
        EndConnection();
    }

    private void EndConnection()
    {
        if (_usesPrivateMaster)
            MasterProbe.End(_directory.ControlSocket);
        _directory.Dispose();
    }

    private void ChooseConnection()
    {
        _hasConnection = true;
        MuxAliveState? state = _plan.ControlPath is { } path ? MasterProbe.Ask(path, out int pid) : Nobody(out pid);
        UsesLiveMaster = state == MuxAliveState.Alive;
        _masterProcess = pid;
        if (state == MuxAliveState.Waiting)
            Bypass($"the shared connection at {_plan.ControlPath} does not answer", $"rm {ShellQuote.Quote([_plan.ControlPath!])}");
        else if (!UsesLiveMaster)
            _usesPrivateMaster = !_plan.MakesSharedMaster && !_plan.Arguments.SshOptions.Contains("-S", StringComparer.Ordinal);
    }

    private static MuxAliveState? Nobody(out int pid)
    {
        pid = 0;
        return null;
    }

    private void Bypass(string reason, string fix)
    {
        Say($"{reason}; it is left alone and a login of our own is made. To be rid of it: {fix}");
        UsesLiveMaster = false;
        _masterProcess = 0;
        _masterRoute = null;
        _usesPrivateMaster = true;
    }

    private List<(BootstrapMethod Method, string Server)> Attempts()
    {
        var attempts = new List<(BootstrapMethod, string)>();
        foreach (BootstrapMethod method in _plan.Methods)
        {
            IReadOnlyList<string> servers = method != BootstrapMethod.Plain ? [""] : _plan.ServerCommand is { } own ? [own] : RemoteScript.PlainServers;
            attempts.AddRange(servers.Select(server => (method, server)));
        }

        return attempts;
    }

    /// <summary>ssh itself has failed, and the connection that it was to share is gone: whatever is tried next would be another login, and another code of the user's.</summary>
    private bool IsConnectionLost()
    {
        const int SshItself = 255;
        string? path = _usesPrivateMaster ? _directory.ControlSocket : _plan.MakesSharedMaster || UsesLiveMaster ? _plan.ControlPath : null;
        return _run?.Status == SshItself && (path is null || MasterProbe.Ask(path, out _) != MuxAliveState.Alive);
    }

    /// <summary>True when another way is worth a try.</summary>
    private bool TryWith(BootstrapMethod method, string server)
    {
        string nonce = Convert.ToHexStringLower(SystemRandom.Bytes(8));
        BootstrapRequest request = _plan.Request(nonce);
        if (!TryCommand(method, server, request, out string? command))
            return true;
        int logins = Report.Logins;
        Report = new BootstrapReport { Method = method, Logins = logins };
        var reader = new ReportReader(Report, method == BootstrapMethod.Plain ? null : nonce);
        bool isFirst = !_log.IsAuthenticated;
        SshRunEnd end = Start(method, request, command, reader);
        if (end != SshRunEnd.Done)
            reader.Finish(_run!.Status is null or 0);
        if (isFirst && _log.IsAuthenticated)
            Report.Logins++;
        if (end == SshRunEnd.ShellTimeout && UsesLiveMaster && !_log.IsAuthenticated)
        {
            _run!.Stop(Signal.Term);
            Bypass($"the shared connection at {_plan.ControlPath} is alive, but the host does not answer through it", $"ssh -O exit {_plan.Arguments.Host}");
            return TryWith(method, server);
        }

        if (Report.HasServer)
            return false;
        Report.Failure = Judge(end, method);
        if (end is not (SshRunEnd.Ended or SshRunEnd.Done))
            _run!.Stop(end == SshRunEnd.Interrupted ? Signal.Int : Signal.Term);

        // Only where nothing of ours has run is another way worth a try.
        return Report.Failure == BootstrapFailure.NoShell;
    }

    private bool TryCommand(BootstrapMethod method, string server, BootstrapRequest request, out string command)
    {
        command = method == BootstrapMethod.Script ? RemoteScript.Command(request) : RemoteScript.StdinCommand;
        if (command.Length > LongestArgument)
            throw new OsException("the command is too long to be sent; put it into a file at the host");
        if (method != BootstrapMethod.Plain)
            return true;
        if (RemoteScript.TryPlain(request, server, out string? plain, out string? obstacle))
        {
            command = plain;
            return true;
        }

        if (!_hasObstacle)
            Say($"the server cannot be started by plain words: {obstacle}");
        _hasObstacle = true;
        if (Report.Failure == BootstrapFailure.None)
            Report.Failure = BootstrapFailure.NoShell;
        return false;
    }

    private SshRunEnd Start(BootstrapMethod method, BootstrapRequest request, string command, ReportReader reader)
    {
        int input = -1;
        if (method == BootstrapMethod.Stdin)
            input = Filled(RemoteScript.StandardInput(request));
        _run?.Dispose();
        try
        {
            _run = SshRun.Start(_plan.SshArguments(_directory, _usesPrivateMaster).With(command), reader, input);
        }
        finally
        {
            Descriptor.Close(input);
        }

        // While the host starts its server there is time to look.
        if (_masterProcess != 0)
            _masterRoute ??= MasterConnection.Of(_masterProcess).Route;
        var limits = new BootstrapLimits(Report, _log, UsesLiveMaster, _plan.IsBatch);

        // Without a server there is something to be said when the script is complete, and not only when ssh has ended.
        return _run.Wait(method == BootstrapMethod.Plain ? IsSettled : () => Report.HasServer || Report.IsComplete, _logFile, limits, _signals, _loop);
    }

    /// <summary>Without a nonce a line of some start-up file may look like the server's, which then comes behind it: as a rule ssh ends at once, and if not, a moment must do.</summary>
    private bool IsSettled()
    {
        if (!Report.HasServer)
            return false;
        if (_plainServerSeen == 0)
            _plainServerSeen = Clock.NowMicros();
        return Clock.NowMicros() - _plainServerSeen >= PlainServerMicros;
    }

    private BootstrapFailure Judge(SshRunEnd end, BootstrapMethod method) => end switch
    {
        SshRunEnd.Interrupted => BootstrapFailure.Interrupted,

        // The key that the user pressed may have reached ssh before us.
        _ when _run?.Status is SignalBase + (int)Signal.Int or SignalBase + (int)Signal.Quit => BootstrapFailure.Interrupted,
        SshRunEnd.LoginTimeout => BootstrapFailure.LoginTimeout,
        SshRunEnd.ShellTimeout => BootstrapFailure.ShellTimeout,
        SshRunEnd.TotalTimeout => Report.HasHello ? BootstrapFailure.Server : BootstrapFailure.ShellTimeout,
        _ when Report.Server == ServerKind.None => BootstrapFailure.NoServer,
        _ when Report.HasHello => BootstrapFailure.Server,
        _ when !_log.IsAuthenticated && !UsesLiveMaster => BootstrapFailure.Login,
        _ => BootstrapFailure.NoShell,
    };

    private void TellOfFurtherTry(BootstrapMethod method)
    {
        if (UsesLiveMaster || _usesPrivateMaster || _plan.MakesSharedMaster)
            return;
        Say($"{_plan.Arguments.Host} did not run our script; trying {(method == BootstrapMethod.Plain ? "plain words" : "a script on standard input")} with another login. "
            + $"MoshiBootstrap {(method == BootstrapMethod.Plain ? "plain" : "stdin")} does so at once");
    }

    private static int Filled(string text)
    {
        (int read, int write) = Descriptor.Pipe();
        Descriptor.SetNonBlocking(write);
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        int written = Descriptor.Write(write, bytes).Count;
        Descriptor.Close(write);
        if (written == bytes.Length)
            return read;
        Descriptor.Close(read);
        throw new OsException("the command is too long to be sent on standard input; put it into a file at the host");
    }

    private void Say(string text)
    {
        if (!_plan.Arguments.IsQuiet)
            StandardStreams.Write(StandardStreams.Errors, $"moshi: {text}\n");
    }
}
