using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Moshi.Commands.Config;
using Moshi.Commands.Connect;
using Moshi.Commands.Doctor.Facts;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;
using Moshi.Transport.Datagrams;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// One login at the host: runs <see cref="HostScript"/> there, exchanges datagrams with the server that it starts, lets ssh go, and looks whether the server stays. One poll
/// loop; every wait has a limit.
/// </summary>
internal sealed class HostProbe : IDisposable
{
    private const int MostErrors = 8192;

    private static readonly TimeSpan CancelTime = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LoginTime = TimeSpan.FromSeconds(6.5);

    /// <summary>Through a connection that is there; should nothing come of it, there is time for one of our own.</summary>
    private static readonly TimeSpan SharedTime = TimeSpan.FromMilliseconds(2500);

    private static readonly TimeSpan PromptTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ServerTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LeaveTime = TimeSpan.FromMilliseconds(900);

    private readonly DoctorRequest _request;
    private readonly HostConfig _config;
    private readonly MasterConnection? _master;
    private readonly Task<IPAddress[]> _resolved;
    private readonly bool _avoidsMaster;
    private readonly PollLoop _poll = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("moshi-doctor-").FullName;
    private readonly string _nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly HostReader _reader;
    private readonly StringBuilder _errors = new();
    private readonly long _started = Clock.NowMicros();
    private PathProbe? _path;
    private EchoProbe? _echo;
    private ChildProcess? _ssh;
    private int _outputSlot;
    private int _errorsSlot;
    private int _input = -1;
    private int _output = -1;
    private int _errorsEnd = -1;
    private long _helloAt;
    private int? _status;
    private bool _wasStopped;

    /// <param name="request">Whom to probe.</param>
    /// <param name="config">What is configured.</param>
    /// <param name="master">The live connection that is used; null when there is none.</param>
    /// <param name="avoidsMaster">A master is there that does not answer.</param>
    /// <param name="resolved">The addresses of the host's name, when they are known.</param>
    public HostProbe(DoctorRequest request, HostConfig config, MasterConnection? master, bool avoidsMaster, Task<IPAddress[]> resolved)
    {
        _request = request;
        _config = config;
        _master = master;
        _avoidsMaster = avoidsMaster;
        _resolved = resolved;
        _reader = new HostReader(_nonce, static () => DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch);
    }

    /// <summary>Where ssh went, by its own log or its master.</summary>
    public SshRoute Route { get; private set; } = SshRoute.Unknown;

    /// <summary>Our end of ssh's TCP connection; null when it has none of its own, as behind a proxy or through a master.</summary>
    public IPEndPoint? SshFrom { get; private set; }

    public LoginFacts Login => new()
    {
        HasHello = _reader.HasHello,
        Log = Log(),
        Noise = _reader.Noise,
        Errors = PlainText.From(Encoding.UTF8.GetBytes(_errors.ToString())),
        Status = _wasStopped ? null : _status,
        Time = _helloAt == 0 ? null : TimeSpan.FromMicroseconds(_helloAt - _started),
        IsBatch = !_request.MayPrompt,
    };

    public HostFacts? HostSide => _reader.HasHello ? _reader.Facts : null;

    public PathFacts? Path => _path?.ToFacts() is { } facts ? facts with { Probe = _echo?.ToFacts(_reader) } : null;

    /// <summary>Does all of it.</summary>
    public void Run()
    {
        Start();
        long limit = _started + (long)_request.Limit.TotalMicroseconds;
        long login = _started + (long)(_master is not null ? SharedTime : _request.MayPrompt ? PromptTime : LoginTime).TotalMicroseconds;
        WaitUntil(() => _reader.HasHello, _request.MayPrompt ? login : Math.Min(login, limit));
        if (_helloAt > 0 && _request.MayPrompt)
            limit = _helloAt + (long)_request.Limit.TotalMicroseconds;
        if (_helloAt > 0 && ProcessConnections.Find(_ssh!.Id, out TcpConnection connection) == ProcessConnectionResult.Found)
            SshFrom = new IPEndPoint(connection.Local.ToIPAddress(), connection.Local.Port);
        else
            SshFrom = _master?.From;
        if (_helloAt == 0)
        {
            Leave(limit);
            return;
        }

        WaitUntil(() => _reader.HasServer || _reader.IsReady, Math.Min(limit, Clock.NowMicros() + (long)ServerTime.TotalMicroseconds));
        if (_reader.HasServer)
            BeginPath();
        WaitUntil(() => _path is not { Stage: not PathStage.Done } && _echo is not { IsOver: false } && (_reader.IsReady || _path is null), limit - (long)(LeaveTime * 2).TotalMicroseconds);
        Leave(limit);
        if (IsCancelled)
            return;
        _path?.BeginWatch();
        WaitUntil(() => _path is not { Stage: not PathStage.Over }, limit);
        _path?.End();
    }

    public void Dispose()
    {
        _echo?.Dispose();
        _path?.Dispose();
        _ssh?.Dispose();
        foreach (int descriptor in new[] { _input, _output, _errorsEnd }.Where(static descriptor => descriptor >= 0))
            Descriptor.Close(descriptor);
        _poll.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Start()
    {
        (int inputEnd, int input) = Descriptor.Pipe();
        (int output, int outputEnd) = Descriptor.Pipe();
        (int errors, int errorsEnd) = Descriptor.Pipe();
        (_input, _output, _errorsEnd) = (input, output, errors);
        try
        {
            List<string> words = Arguments();
            _ssh = ChildProcess.Start(new SpawnOptions
            {
                File = words[0],
                Arguments = words,
                SearchPath = true,
                Descriptors = [new DescriptorMapping(inputEnd, 0), new DescriptorMapping(outputEnd, 1), new DescriptorMapping(errorsEnd, 2)],
            });
        }
        finally
        {
            Descriptor.Close(inputEnd);
            Descriptor.Close(outputEnd);
            Descriptor.Close(errorsEnd);
        }

        Descriptor.SetNonBlocking(_input);
        _outputSlot = _poll.Add(_output);
        _errorsSlot = _poll.Add(_errorsEnd);
        _ = Descriptor.WriteAll(_input, Encoding.ASCII.GetBytes(HostScript.Render(Plan())));
    }

    // Ours go in front, since ssh takes the first value of a keyword.
    private List<string> Arguments()
    {
        var words = new List<string> { _request.SshWords[0], "-E", $"{_directory}/log", "-o", "LogLevel=DEBUG1", "-T", "-a", "-x" };
        if (!_request.MayPrompt)
            words.AddRange(["-o", "BatchMode=yes"]);
        if (_request.ControlSocket is { } socket)
            words.AddRange(["-o", "ControlMaster=no", "-o", $"ControlPath={socket.Replace("%", "%%", StringComparison.Ordinal)}"]);
        else if (_avoidsMaster)
            words.AddRange(["-o", "ControlPath=none"]);
        words.AddRange(["-o", "ConnectTimeout=6", "-o", "RemoteCommand=none", "-o", "RequestTTY=no", "-o", "ClearAllForwardings=yes", "-o", "ExitOnForwardFailure=no", "-o", "Tunnel=no"]);
        foreach ((string keyword, string value) in new[] { ("SessionType", "default"), ("StdinNull", "no"), ("ForkAfterAuthentication", "no") })
        {
            if (_config.Ssh.Knows(keyword))
                words.AddRange(["-o", $"{keyword}={value}"]);
        }

        var options = _request.SshWords.Skip(1).ToList();
        words.AddRange(_request.ControlSocket is null && !_avoidsMaster ? options : SshBootstrapArguments.WithoutControlPath(options));
        words.AddRange(["--", _request.Host, HostScript.Command]);
        return words;
    }

    private HostPlan Plan()
    {
        Settings settings = _config.Settings;
        string server = settings.Value(Keywords.Server);
        string bind = settings.Value(Keywords.BindAddress);
        _ = PortMap.TryParse(settings.Value(Keywords.UdpPort), out PortMap? ports, out _);
        return new HostPlan(_nonce)
        {
            Server = server is "auto" ? null : server,
            MoshiBind = bind is "any" || settings[Keywords.BindAddress].Place is null ? "" : bind is "ssh" ? "-s" : $"-i {bind}",
            MoshBind = bind is "any" ? "" : bind is "ssh" ? "-s" : $"-i {bind}",
            Ports = ports is null || settings[Keywords.UdpPort].Place is null || (ports.Bindable.First, ports.Bindable.Last) == (_request.TakenPort, _request.TakenPort)
                ? null
                : $"{ports.Bindable.First}:{ports.Bindable.Last}",
        };
    }

    private void BeginPath()
    {
        Route = RouteFromLog() ?? _master?.Route ?? SshRoute.Unknown;
        Span<byte> key = stackalloc byte[KeyText.KeyBytes];
        if (!KeyText.TryDecode(_reader.Key, key, out _))
            return;
        IReadOnlyList<IPEndPoint> targets = Targets();
        if (targets.Count > 0)
            _path = new PathProbe(_poll, key, targets, int.TryParse(_config.Ssh["port"], NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : 22);
        CryptographicOperations.ZeroMemory(key);
    }

    private IReadOnlyList<IPEndPoint> Targets()
    {
        Settings settings = _config.Settings;
        _ = PortMap.TryParse(settings.Value(Keywords.UdpPort), out PortMap? ports, out _);
        _ = AddressPolicies.TryParse(settings[Keywords.AddressFamily].Place is null ? _config.Ssh["addressfamily"] ?? "any" : settings.Value(Keywords.AddressFamily), out AddressPolicy family);
        HostFacts facts = _reader.Facts;
        IReadOnlyList<IPAddress> resolved = _resolved.IsCompletedSuccessfully ? _resolved.Result : [];
        bool isConfigured = settings.Value(Keywords.Address) is not "auto";
        IReadOnlyList<Candidate> candidates = CandidateList.Build(new CandidateSources
        {
            Port = facts.Port,
            Ports = ports ?? PortMap.Default,
            Family = family,
            Route = Route,
            Configured = isConfigured ? resolved : [],
            Connection = AddressText.TryRead(facts.ConnectionWord(2), out IPAddress? connection) ? connection : null,
            Interfaces = [.. facts.Addresses.Select(static text => IPAddress.Parse(text))],
            Resolved = isConfigured ? [] : resolved,
            Own = [.. LocalInterfaces.Read().Select(static own => new LocalNetwork(own.Address.ToIPAddress(), own.PrefixLength))],
        });
        return [.. candidates.Select(static candidate => new IPEndPoint(candidate.Address, candidate.Port))];
    }

    private SshRoute? RouteFromLog()
    {
        foreach (string line in Log().Split('\n'))
        {
            if (SshRoute.TryReadLog(line, out SshRoute? route))
                return route;
        }

        return null;
    }

    private string Log()
    {
        try
        {
            return PlainText.From(File.ReadAllBytes($"{_directory}/log"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Lets the script come to its end, and ssh leave.</summary>
    private void Leave(long limit)
    {
        bool isReleased = _path is { HasAnswer: true } && !IsCancelled;
        _ = Descriptor.WriteAll(_input, Encoding.ASCII.GetBytes(isReleased ? HostScript.Release : HostScript.ReleaseAndEnd));
        Descriptor.Close(_input);
        _input = -1;
        long patience = Math.Min(limit, Clock.NowMicros() + (long)(IsCancelled || _helloAt == 0 ? CancelTime : LeaveTime).TotalMicroseconds);
        WaitUntil(() => _reader.IsOver || !_reader.HasHello, patience);
        WaitUntil(HasExited, patience);
        if (!HasExited())
        {
            _wasStopped = true;
            _ = _ssh?.Send(Signal.Term);
            WaitUntil(HasExited, Clock.NowMicros() + 300_000);
        }

        _reader.Finish();
    }

    // What was started at the host is ended there all the same.
    private bool IsCancelled => _request.Cancellation.IsCancellationRequested;

    private bool HasExited()
    {
        if (_status is null && _ssh is not null && _ssh.TryReap(out ExitStatus status))
            _status = status.ShellCode;
        return _status is not null;
    }

    private void WaitUntil(Func<bool> isDone, long deadline)
    {
        while (!isDone() && Clock.NowMicros() < deadline && (!IsCancelled || _input < 0))
        {
            if (_outputSlot < 0 && _errorsSlot < 0 && _path is null && HasExited())
                return;

            // ssh's end is not a descriptor of its own everywhere, so that it is looked for a few times a second.
            long next = Math.Min(deadline, Clock.NowMicros() + 50_000);
            next = Math.Min(next, Math.Min(_path?.NextDeadline ?? PollLoop.Never, _echo?.NextDeadline ?? PollLoop.Never));
            _ = _poll.Wait(next);
            ReadFromSsh();
            if (_path is not null)
                _path.HasArrived |= _reader.HasArrived;
            if (_echo is null && _reader.ProbeKey is not null && _path is not null)
                _echo = EchoProbe.TryStart(_poll, _reader, _path.Targets);
            _path?.Advance();
            _echo?.Advance();
        }
    }

    private void ReadFromSsh()
    {
        Span<byte> buffer = stackalloc byte[4096];
        if (_outputSlot > 0 && _poll.IsReadable(_outputSlot) && !Drain(_output, ref _outputSlot, buffer, out int count))
        {
            bool had = _reader.HasHello;
            _reader.Receive(buffer[..count]);
            if (!had && _reader.HasHello)
                _helloAt = Clock.NowMicros();
        }

        if (_errorsSlot > 0 && _poll.IsReadable(_errorsSlot) && !Drain(_errorsEnd, ref _errorsSlot, buffer, out count) && _errors.Length < MostErrors)
            _errors.Append(Encoding.UTF8.GetString(buffer[..count]));
    }

    /// <summary>One read; true at the end, when the slot is given up.</summary>
    private bool Drain(int descriptor, ref int slot, Span<byte> buffer, out int count)
    {
        IoResult result = Descriptor.Read(descriptor, buffer);
        count = result.IsEnd ? 0 : result.Count;
        if (!result.IsEnd)
            return false;
        _poll.Remove(slot);
        slot = -1;
        return true;
    }
}
