using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Moshi.Commands.Options;
using Moshi.Diagnostics;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Session;
using Moshi.Terminal.Input;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using PtySize = Moshi.Platform.Pty.WindowSize;

namespace Moshi.Server;

/// <summary>
/// The server proper: one poll loop between the client's datagrams and the program's pty. Everything that decides lives in the session, the terminal and the
/// shell; this only carries bytes between them, in the order that <see cref="SyncSession{TLocal,TRemote}"/> asks for.
/// </summary>
internal sealed class ServerLoop : IDisposable
{
    private const int FirstContactSeconds = 60;
    private const int DatagramsPerTurn = 64;

    /// <summary>Output read in one turn; bounded so that a flood cannot keep the client's keys waiting.</summary>
    private const int OutputPerTurnBytes = 128 * 1024;

    /// <summary>A client that is away when its program ends is told when it comes back, if that is within this time; meanwhile it costs a sleeping process.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromHours(24);

    /// <summary>After the terminal has hung up its program gets this long to tell its exit status.</summary>
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(1);

    /// <summary>How long the reason stays on the screen when the program could not be started.</summary>
    private static readonly TimeSpan FailureShown = TimeSpan.FromSeconds(3);

    private readonly ServerArguments _arguments;
    private readonly StderrLogger _log;
    private readonly PollLoop _poll = new();
    private readonly SignalSource _signals;
    private readonly UdpSocket _socket;
    private readonly int _socketSlot;
    private readonly ShellHost _shell;
    private readonly ShellCommand _command;
    private readonly LoginRegistration _login;
    private readonly SyncSession<HostState, UserStream> _session;
    private readonly EchoAckClock _echoAcks = new();
    private readonly CursorKeyTranslator _cursorKeys = new();
    private readonly byte[] _datagram = new byte[UdpSocket.MaxDatagramBytes + 1];
    private readonly byte[] _output = new byte[64 * 1024];
    private readonly Instant _started;
    private byte[] _keys = new byte[4096];
    private UserStream? _seen;
    private UdpEndpoint _replyFrom;
    private Instant _lastInput;
    private Instant _end = Instant.Never;
    private int _endStatus;
    private bool _isOver;

    private ServerLoop(ServerArguments arguments, StderrLogger log)
    {
        _arguments = arguments;
        _log = log;
        _signals = SignalSource.Open(_poll, Signal.Term, Signal.Int, Signal.Hup, Signal.Usr1);
        (_socket, byte[] key, PtySize size) = ServerLaunch.TakeOver();
        _socketSlot = _poll.Add(_socket.Descriptor);
        _command = ShellCommand.Choose(arguments.Command, NativeEnvironment.Find);
        _shell = new ShellHost(_poll, size);
        _login = new LoginRegistration(_shell.MasterDescriptor, CurrentProcess.Id);
        _login.Detach();
        var options = new SyncSessionOptions
        {
            Role = SessionRole.Server,
            DatagramBudgetBytes = _socket.Family == UdpFamily.V6 ? DatagramSizes.IPv6BudgetBytes : DatagramSizes.IPv4BudgetBytes,
            Capabilities = OwnCapabilities.Value,
            ChaffSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
        };
        _started = _lastInput = LoopTime.Now;
        var state = new HostState(new WindowSize(size.Columns, size.Rows).Clamp(), answersQueries: true);
        _session = new SyncSession<HostState, UserStream>(options, new OcbCipher(key), state, new UserStream(), _started);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>Serves one session until it is over; returns the exit status of the process.</summary>
    public static int Run(ServerArguments arguments)
    {
        var log = new StderrLogger("mosh-server", arguments.Verbosity, TimeProvider.System);
        using var loop = new ServerLoop(arguments, log);
        loop.Run();
        if (arguments.Verbosity > 0)
            Console.Out.WriteLine("\n[mosh-server is exiting.]");
        return 0;
    }

    public void Dispose()
    {
        _login.Dispose();
        _shell.Dispose();
        _session.Dispose();
        _socket.Dispose();
        _signals.Dispose();
        _poll.Dispose();
    }

    private void Run()
    {
        while (!_isOver)
        {
            Instant now = LoopTime.Now;
            EndWhenDue(now);
            if (_echoAcks.Advance(now) && _session.Phase == SessionPhase.Open)
                _session.Current.Acknowledge(_echoAcks.EchoAck);
            _session.Advance(now);
            Transmit(now);
            if (_isOver || HasEnded())
                break;
            _poll.Wait(NextDeadline(now).ToDeadline());
            now = LoopTime.Now;
            Receive(now);
            HandleEvents(now);
            HandleInput(now);
            _shell.Poll();
            HandleOutput();
            HandleSignals(now);
        }
    }

    private Instant NextDeadline(Instant now)
    {
        Instant next = Instant.Min(_session.NextDeadline, Instant.Min(_echoAcks.NextDeadline, _end));
        if (_session.NewestRemoteNumber == 0)
            next = Instant.Min(next, _started + TimeSpan.FromSeconds(FirstContactSeconds));
        if (_arguments.NetworkTimeout > TimeSpan.Zero && _session.Phase == SessionPhase.Open)
            next = Instant.Min(next, _lastInput + _arguments.NetworkTimeout);
        if (_login.IsAttached)
            next = Instant.Min(next, _lastInput + LoginRegistration.ConnectedFor);
        return next < now ? now : next;
    }

    /// <summary>Ends what a clock ends: no client ever, a silent network, a program that is over.</summary>
    private void EndWhenDue(Instant now)
    {
        TimeSpan idle = now - _lastInput;
        if (_session.NewestRemoteNumber == 0 && now - _started >= TimeSpan.FromSeconds(FirstContactSeconds))
        {
            _log.NoConnection(FirstContactSeconds);
            _isOver = true;
        }

        if (_arguments.NetworkTimeout > TimeSpan.Zero && idle >= _arguments.NetworkTimeout && _session.Phase == SessionPhase.Open)
        {
            _log.NetworkIdle((long)idle.TotalSeconds);
            BeginShutdown(now);
        }

        if (_login.IsAttached && idle >= LoginRegistration.ConnectedFor)
            _login.Detach();
        if (now >= _end)
        {
            _end = Instant.Never;
            BeginShutdown(now, FarewellPatience);
        }
    }

    private bool HasEnded() => _session.Phase switch
    {
        SessionPhase.Closed or SessionPhase.Abandoned or SessionPhase.Exhausted => true,
        SessionPhase.Closing => !_session.HasHeard,
        _ => false,
    };

    private void BeginShutdown(Instant now, TimeSpan patience = default)
    {
        if (_session.Phase == SessionPhase.Open)
            _session.BeginShutdown(now, _endStatus, patience);
    }

    private void Receive(Instant now)
    {
        if (!_poll.IsReadable(_socketSlot))
            return;
        for (int i = 0; i < DatagramsPerTurn; i++)
        {
            Errno error = _socket.Receive(_datagram, out ReceivedDatagram received);
            if (error == Errno.EAGAIN)
                return;
            if (error != Errno.None)
                continue;
            NetworkPath from = received.From.ToPath();
            ReceiveVerdict verdict = _session.Receive(_datagram.AsSpan(0, received.Length), from, received.IsCongestionMarked, now);
            if (verdict > ReceiveVerdict.NewState && _log.IsEnabled(LogLevel.Debug))
                _log.Refused(received.Length, received.From.ToString(), verdict.ToString());
            if (received.IsCongestionMarked)
                _log.CongestionMark();
            if (_session.HasPath && _session.Path == from)
                _replyFrom = received.To;
        }
    }

    private void HandleEvents(Instant now)
    {
        SessionEvents events = _session.TakeEvents();
        if (events.HasFlag(SessionEvents.PathChanged))
        {
            UdpEndpoint client = _session.Path.ToEndpoint();
            if (_log.IsEnabled(LogLevel.Information))
                _log.Attached(client.ToString());
            _login.Attach(client.ToAddressString());
        }

        if (events.HasFlag(SessionEvents.Detached))
            _log.Detached();

        // The client has left: its programs are told now, not after the lingering acknowledgement.
        if (_session.Phase is SessionPhase.PeerClosing or SessionPhase.Lingering)
            _shell.Close();
        if (events.HasFlag(SessionEvents.NewRemote))
        {
            _lastInput = now;
            if (!_login.IsAttached && _session.HasPath)
                _login.Attach(_session.Path.ToEndpoint().ToAddressString());
        }
    }

    /// <summary>Hands what the client has typed since the last look to the program; the first state from anyone with the key starts it.</summary>
    private void HandleInput(Instant now)
    {
        if (!_session.TryTakeRemote(out UserStream newest))
            return;
        bool hasActions = false;
        WindowSize? size = null;
        UserStreamReader actions = newest.ReadSince(_seen);
        while (actions.TryRead(out UserAction action))
        {
            hasActions = true;
            if (action.Kind == UserActionKind.Resize)
            {
                // Of consecutive resizes only the last one counts.
                size = action.Size.Clamp();
                continue;
            }

            ApplyResize(ref size);
            WriteKeys(action.Keys);
        }

        ApplyResize(ref size);
        _seen = newest;
        if (hasActions)
            _echoAcks.Enqueue(_session.NewestRemoteNumber, now);
        if (!_shell.IsStarted && _session.Phase == SessionPhase.Open && _end == Instant.Never)
            StartShell(now);
    }

    private void ApplyResize(ref WindowSize? size)
    {
        if (size is { } wanted && _session.Phase == SessionPhase.Open)
        {
            _session.Current.Resize(wanted);
            _shell.Resize(new PtySize(wanted.Columns, wanted.Rows));
        }

        size = null;
    }

    private void WriteKeys(ReadOnlySpan<byte> keys)
    {
        if (_keys.Length <= keys.Length)
            _keys = new byte[keys.Length * 2];
        int length = _cursorKeys.Translate(keys, _session.Current.ApplicationCursorKeys, _keys);
        _shell.Write(_keys.AsSpan(0, length));
    }

    private void StartShell(Instant now)
    {
        HostState screen = _session.Current;
        if (_command.IsLoginShell)
        {
            if (_command.WorkingDirectory is { } home)
                FeedText(screen, Motd.Read(home));
            FeedText(screen, Motd.DetachedSessions(LoginRegistration.FindDetached(CurrentProcess.Id)));
        }

        try
        {
            _shell.Start(_command, ChildEnvironment.Create(_arguments.Colors, _command.WorkingDirectory));
        }
        catch (OsException e)
        {
            FeedText(screen, Encoding.UTF8.GetBytes($"execvp: {_command.File}: {e.Error.Describe()}\n"));
            _endStatus = e.Error == Errno.ENOENT ? 127 : 126;
            _end = now + FailureShown;
        }
    }

    /// <summary>Text of our own does not pass the pty, which would have made CR LF of its line ends.</summary>
    private static void FeedText(HostState screen, ReadOnlySpan<byte> text)
    {
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (line.Start.GetOffset(text.Length) > 0)
                screen.Feed("\r\n"u8);
            screen.Feed(text[line]);
        }
    }

    private void HandleOutput()
    {
        bool isOpen = _session.Phase == SessionPhase.Open;
        bool isDrained = false;
        for (int total = 0; total < OutputPerTurnBytes && !isDrained;)
        {
            int read = _shell.Read(_output);
            isDrained = read == 0;
            total += read;
            if (!isOpen)
                continue;
            _session.Current.Feed(_output.AsSpan(0, read));
            if (_session.Current.Replies.Length > 0)
            {
                _shell.Write(_session.Current.Replies);
                _session.Current.ClearReplies();
            }
        }

        EndWithProgram(isDrained);
    }

    /// <summary>
    /// The session ends with its program, also when something in the background still has the terminal open (a plain terminal closes then, too); or when
    /// nothing has the terminal open any more.
    /// </summary>
    private void EndWithProgram(bool isDrained)
    {
        if (_session.Phase != SessionPhase.Open || _end != Instant.Never || !_shell.IsStarted)
            return;
        Instant now = LoopTime.Now;
        if (_shell.Exit is { } exit)
        {
            _log.ChildEnded(exit.ShellCode);
            _endStatus = exit.ShellCode;
            if (isDrained)
                BeginShutdown(now, FarewellPatience);
        }
        else if (_shell.IsHungUp)
        {
            _end = now + ExitGrace;
        }
    }

    private void HandleSignals(Instant now)
    {
        while (_signals.TryTake(out Signal signal))
        {
            switch (signal)
            {
                case Signal.Usr1 when now - _lastInput < _arguments.SignalTimeout:
                case Signal.Hup:
                    continue;
                case Signal.Usr1:
                    _log.NetworkIdleAtSignal((long)(now - _lastInput).TotalSeconds);
                    break;
            }

            // A second signal, or one before any client, ends the server at once.
            if (_session.Phase == SessionPhase.Open && _session.HasHeard)
                BeginShutdown(now);
            else
                _isOver = true;
        }
    }

    private void Transmit(Instant now)
    {
        while (_session.TryTransmit(_datagram, now, out Transmit transmit))
        {
            Errno error = _socket.Send(_datagram.AsSpan(0, transmit.Length), transmit.To.ToEndpoint(), _replyFrom);
            if (error == Errno.EMSGSIZE)
                _session.DatagramTooLarge(now);
            if (error != Errno.None && _log.IsEnabled(LogLevel.Debug))
                _log.SendFailed(error.Describe());
        }
    }
}
