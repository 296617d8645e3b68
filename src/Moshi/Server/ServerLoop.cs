using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Moshi.Commands.Options;
using Moshi.Diagnostics;
using Moshi.Diagnostics.Trace;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Input;
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
    /// <summary>Datagrams taken in one turn; bounded so that they cannot keep the program's output waiting.</summary>
    private const int DatagramsPerTurn = 64;

    /// <summary>Output read in one turn; bounded so that a flood cannot keep the client's keys waiting.</summary>
    private const int OutputPerTurnBytes = 128 * 1024;

    /// <summary>Output in one turn that is more than what a program prints for a key: the kernel hands over no more than this in one read.</summary>
    private const int FloodPerTurnBytes = 4000;

    /// <summary>Output in one turn that is more than any answer to a key of which more follows at once.</summary>
    private const int FloodBeginsBytes = 8 * 1024;

    /// <summary>A client that is away when its program ends is told when it comes back, if that is within this time; meanwhile it costs a sleeping process.</summary>
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromHours(24);

    /// <summary>A server that nobody has ever spoken to goes.</summary>
    private static readonly TimeSpan FirstContact = TimeSpan.FromSeconds(60);

    /// <summary>Longest time that a half-drawn screen is kept back.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(150);

    private readonly ServerArguments _arguments;
    private readonly StderrLogger _log;
    private readonly PollLoop _poll = new();
    private readonly SignalSource _signals;
    private readonly SessionTrace? _trace = SessionTrace.OfServer();
    private readonly UdpSocket _socket;
    private readonly int _socketSlot;
    private readonly StunForwarder? _stun;
    private readonly ShellHost _shell;
    private readonly ShellCommand _command;
    private readonly LoginRegistration _login;
    private readonly SyncSession<HostState, UserStream> _session;
    private readonly EchoAckClock _echoAcks = new();
    private readonly EchoWitness _witness = new();
    private readonly LineEndHold _lineEnd = new();
    private readonly ProgramEnd _end = new();
    private readonly CursorKeyTranslator _cursorKeys = new();
    private readonly DatagramBatch _datagrams = new();
    private readonly byte[] _output = new byte[64 * 1024];
    private readonly Instant _started;
    private byte[] _keys = new byte[4096];
    private readonly TerminalSettings _terminalSettings = TerminalSettings.Read(NativeEnvironment.Find);
    private IdleCollector _leftovers;
    private byte[] _facts = [];
    private bool _passesKeys;
    private UserStream? _seen;
    private UdpEndpoint _replyFrom;
    private Instant _lastInput;
    private Instant _heldSince = Instant.Never;
    private bool _hasTyped;
    private bool _isDrained = true;
    private bool _isInFlood;
    private RefillWait _refill = new(Environment.ProcessorCount > 1);
    private bool _isOver;

    private ServerLoop(ServerArguments arguments, StderrLogger log)
    {
        _arguments = arguments;
        _log = log;
        _signals = SignalSource.Open(_poll, Signal.Term, Signal.Int, Signal.Hup, Signal.Usr1);
        (_socket, byte[] key, PtySize size, _stun) = ServerLaunch.TakeOver();
        _socketSlot = _poll.Add(_socket.Descriptor);
        _command = ShellCommand.Choose(arguments.Command, arguments.CommandText, NativeEnvironment.Find);
        _shell = new ShellHost(_poll, size);
        _login = new LoginRegistration(_shell.MasterDescriptor, CurrentProcess.Id);
        _login.Detach();
        _started = _lastInput = LoopTime.Now;
        var state = new HostState(new WindowSize(size.Columns, size.Rows).Clamp(), answersQueries: true);
        SyncSessionOptions options = OwnOptions.Create(SessionRole.Server, _socket.Family, key, link: LinkSettings.Read(NativeEnvironment.Find)) with { Observer = _trace };
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
        _stun?.Dispose();
        _socket.Dispose();
        _trace?.Dispose();
        _signals.Dispose();
        _poll.Dispose();
    }

    private bool IsOpen => _session.Phase == SessionPhase.Open;

    private void Run()
    {
        while (Turn())
        {
        }
    }

    /// <summary>One turn of the loop; false when the session is over.</summary>
    private bool Turn()
    {
        Instant now = LoopTime.Now;
        EndWhenDue(now);
        if (_echoAcks.Advance(now) && IsOpen && _session.EchoedNumber < _echoAcks.EchoAck)
            _session.Current.Acknowledge(_echoAcks.EchoAck);
        _witness.Forget(_echoAcks.EchoAck);
        HoldWhileDrawing(now);
        if (now >= _session.NextDeadline)
            LookAtTerminal();
        _session.Advance(now);
        Transmit(now);
        _echoAcks.Forget(_session.EchoedNumber);
        HandleEvents(now);
        if (IsOver)
            return false;

        if (_session.IsResting)
            _leftovers.Collect();
        _trace?.TurnEnded(now);
        _poll.Wait(NextDeadline.ToDeadline());

        now = LoopTime.Now;
        Receive(now);
        HandleEvents(now);
        HandleInput(now);
        _shell.Poll();
        HandleOutput(now);
        HandleSignals(now);
        return true;
    }

    /// <summary>Ends what a clock ends: no client ever, a silent network, a program that is over.</summary>
    private void EndWhenDue(Instant now)
    {
        TimeSpan idle = now - _lastInput;
        if (_session.NewestRemoteNumber == 0 && now - _started >= FirstContact)
        {
            _log.NoConnection((int)FirstContact.TotalSeconds);
            _isOver = true;
        }

        if (_arguments.NetworkTimeout > TimeSpan.Zero && idle >= _arguments.NetworkTimeout && IsOpen)
        {
            _log.NetworkIdle((long)idle.TotalSeconds);
            BeginShutdown(now);
        }

        if (_login.IsAttached && idle >= LoginRegistration.ConnectedFor)
            _login.Detach();
        if (now >= _end.At && IsOpen)
        {
            _log.ProgramEnded(_end.Status);
            BeginShutdown(now, FarewellPatience);
        }
    }

    /// <summary>A screen that the program draws in several pieces (mode 2026) is sent when it is complete, or when that takes too long.</summary>
    private void HoldWhileDrawing(Instant now)
    {
        bool isDrawing = IsOpen && _session.Current.IsSynchronizing;
        if (isDrawing && _heldSince == Instant.Never)
            _heldSince = now;
        _session.HoldsChanges = (isDrawing && now < _heldSince + LongestHold) || (_lineEnd.IsHolding(now) && IsOpen);
        if (!isDrawing)
            _heldSince = Instant.Never;
    }

    private void BeginShutdown(Instant now, TimeSpan patience = default) => _session.BeginShutdown(now, _end.Status, patience);

    private void Transmit(Instant now)
    {
        while (_session.TryTransmit(_datagrams, now))
        {
            Errno error = _socket.Send(_datagrams, _session.Path.ToEndpoint(), _replyFrom);
            _trace?.Departed();
            if (error == Errno.EMSGSIZE)
                _session.DatagramTooLarge(now);
            if (error != Errno.None && _log.IsEnabled(LogLevel.Debug))
                _log.SendFailed(error.Describe());
        }
    }

    // A server that was never spoken to has nobody to say good-bye to.
    private bool IsOver => _isOver || _session.IsOver || (_session.Phase == SessionPhase.Closing && !_session.HasHeard);

    private Instant NextDeadline
    {
        get
        {
            var next = Instant.Min(_session.NextDeadline, _echoAcks.NextDeadline);
            if (_session.HoldsChanges)
                next = Instant.Min(next, Instant.Min(_heldSince == Instant.Never ? Instant.Never : _heldSince + LongestHold, _lineEnd.Until));
            if (_session.NewestRemoteNumber == 0)
                next = Instant.Min(next, _started + FirstContact);
            if (IsOpen)
                next = Instant.Min(next, _end.At);
            if (_arguments.NetworkTimeout > TimeSpan.Zero && IsOpen)
                next = Instant.Min(next, _lastInput + _arguments.NetworkTimeout);
            if (_login.IsAttached)
                next = Instant.Min(next, _lastInput + LoginRegistration.ConnectedFor);
            return next;
        }
    }

    private void Receive(Instant now)
    {
        if (!_poll.IsReadable(_socketSlot))
            return;
        for (int taken = 0; taken < DatagramsPerTurn; taken += DatagramBatch.Capacity)
        {
            Errno error = _socket.Receive(_datagrams);
            for (int i = 0; i < _datagrams.Count; i++)
                Take(_datagrams[i], _datagrams.Received(i), now);

            // An error that belongs to an earlier send is reported here; what follows it may still be a datagram.
            if (error == Errno.EAGAIN || (error == Errno.None && !_datagrams.IsFull))
                return;
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, in ReceivedDatagram received, Instant now)
    {
        if (_stun is not null && _stun.TryTake(datagram))
            return;
        ulong heard = _session.HeardInOrder;
        ReceiveVerdict verdict = _session.Receive(datagram, received.From.ToPath(), received.IsCongestionMarked, now);
        if (verdict > ReceiveVerdict.NewState && _log.IsEnabled(LogLevel.Debug))
            _log.Refused(datagram.Length, received.From.ToString(), verdict.ToString());
        if (received.IsCongestionMarked)
            _log.CongestionMark();

        // A client that looks for us sends the same to several of our addresses; the answer leaves from the one that it prefers.
        if (_session.HeardInOrder != heard)
            _replyFrom = received.To;
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

        if (events.HasFlag(SessionEvents.PeerCapabilities))
        {
            ulong features = _session.PeerCapabilities!.Features;
            _session.Current.WritesDeltas = (features & OwnOptions.ScreenDeltas) != 0;
            _passesKeys = (features & OwnOptions.PlainCursorKeys) != 0;
        }

        if (events.HasFlag(SessionEvents.Detached))
            _log.Detached();

        // The client has left: its programs are told now, not after the lingering acknowledgement. The login's record needs the terminal to be removed.
        if (_session.Phase is SessionPhase.PeerClosing or SessionPhase.Lingering)
        {
            _login.Dispose();
            _shell.Close();
        }

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
        _trace?.StateTaken(_session.NewestRemoteNumber, _session.AcknowledgedNumber, echoAck: 0);
        bool needsEchoAck = false;
        WindowSize? size = null;
        UserStreamReader actions = newest.ReadSince(_seen);
        while (actions.TryRead(out UserAction action))
        {
            if (action.Kind == UserActionKind.Resize)
            {
                needsEchoAck = true;
                // Of consecutive resizes only the last one counts.
                size = action.Size.Clamp();
                continue;
            }

            ApplyResize(ref size);
            needsEchoAck |= IsPeerOurs || EchoWitness.MayBeGuessed(action.Keys);
            ExpectEcho(action.Keys);
            WriteKeys(action.Keys);
            _trace?.PtyWritten(action.Keys.Length);
        }

        ApplyResize(ref size);
        _seen = newest;
        if (needsEchoAck)
            _echoAcks.Enqueue(_session.NewestRemoteNumber, now);
        if (!_shell.IsStarted && IsOpen && _end.At == Instant.Never)
            StartShell(now);
        if (!newest.TerminalFacts.SequenceEqual(_facts))
            ApplyFacts(newest.TerminalFacts);
    }

    private bool IsPeerOurs => _session.PeerCapabilities is not null;

    private void ExpectEcho(ReadOnlySpan<byte> keys)
    {
        if (IsPeerOurs || !IsOpen || _isInFlood)
            return;
        _session.Current.CatchUp();
        _witness.Expect(_session.NewestRemoteNumber, keys, _session.Current.Screen);
    }

    /// <summary>Towards a stock client: a picture that is not complete waits a little, and an echo that has come is acknowledged with the frame that shows it.</summary>
    private void LookAtAnswer(Instant now)
    {
        if (IsPeerOurs || !IsOpen)
            return;
        _session.Current.CatchUp();
        _lineEnd.Note(_session.Current.Screen, now);
        if (!_witness.TrySee(_session.Current.Screen, out ulong number))
            return;
        _echoAcks.Forget(number);
        _session.Current.Acknowledge(number);
    }

    private void ApplyFacts(ReadOnlySpan<byte> facts)
    {
        _facts = facts.ToArray();
        if (!IsOpen || !ClientFacts.TryRead(facts, out OuterTerminal outer))
            return;
        _session.Current.SetOuterTerminal(outer);
        WriteReplies(_session.Current);
    }

    private void ApplyResize(ref WindowSize? size)
    {
        if (size is { } wanted && IsOpen)
        {
            _session.Current.Resize(wanted);
            _shell.Resize(new PtySize(wanted.Columns, wanted.Rows));
            WriteReplies(_session.Current);
        }

        size = null;
    }

    private void WriteKeys(ReadOnlySpan<byte> keys)
    {
        _hasTyped = true;
        // A client that mirrors DECCKM sends what the program asked for: nothing to translate, and nothing to withhold after an ESC O.
        if (_passesKeys)
        {
            _shell.Write(keys);
            return;
        }

        if (_keys.Length <= keys.Length)
            _keys = new byte[keys.Length * 2];
        int length = _cursorKeys.Translate(keys, _session.Current.ApplicationCursorKeys, _keys);
        _shell.Write(_keys.AsSpan(0, length));
    }

    private void StartShell(Instant now)
    {
        HostState screen = _session.Current;
        screen.UseTerminal(_terminalSettings.Create(screen.Screen.Columns, screen.Screen.Rows, isPeerOurs: screen.WritesDeltas));
        if (_command.IsLoginShell)
        {
            if (_command.WorkingDirectory is { } home)
                FeedText(screen, Motd.Read(home));
            FeedText(screen, Motd.DetachedSessions(LoginRegistration.FindDetached(CurrentProcess.Id)));
        }

        try
        {
            _shell.Start(_command, ChildEnvironment.Create(_arguments.Colors, _command.WorkingDirectory, _shell.Terminal, Connection, _arguments.Environment));
        }
        catch (OsException e)
        {
            FeedText(screen, Encoding.UTF8.GetBytes($"execvp: {_command.File}: {e.Error.Describe()}\n"));
            _end.FailedToStart(e.Error == Errno.ENOENT ? 127 : 126, now);
        }
    }

    /// <summary>Who talks to whom at the start, as sshd says it.</summary>
    private string? Connection => _session.HasPath && !_replyFrom.IsNone
        ? string.Create(CultureInfo.InvariantCulture,
            $"{_session.Path.ToEndpoint().ToAddressString()} {_session.Path.Port} {_replyFrom.ToAddressString()} {_socket.LocalEndpoint.Port}")
        : null;

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

    private void HandleOutput(Instant now)
    {
        // Keys of this turn may be answered already, and the last words of a program that has ended are read whatever the wait saw.
        bool mayPrint = _shell.HasOutput || _hasTyped || _shell.Exit is not null;
        _hasTyped = false;
        _isDrained &= !mayPrint;
        int total = 0;
        while (total < OutputPerTurnBytes && !_isDrained)
        {
            int read = _shell.Read(_output);
            _isDrained = read == 0;
            _trace?.PtyRead(now, read);
            total += read;
            if (IsOpen)
                Show(_output.AsSpan(0, read));
            if ((_isInFlood || total >= FloodBeginsBytes) && _refill.IsWorthwhile(read))
                _refill.Note(_shell.AwaitOutput());
        }

        if (total > 0)
            _session.NoteOutput(_isDrained, now);

        // In a flood it is enough to look when a picture is due.
        _isInFlood = total >= FloodPerTurnBytes;
        if (total > 0 && !_isInFlood)
            LookAtAnswer(now);
        if (!_isInFlood)
            NoteLineDiscipline();
        if (_shell.IsStarted)
            _end.Note(_shell.Exit?.ShellCode, _shell.IsHungUp, _isDrained, now);
    }

    /// <summary>Something is about to be sent: the picture has to be that of what was read.</summary>
    private void LookAtTerminal()
    {
        _session.Current.CatchUp();
        if (_isInFlood)
            NoteLineDiscipline();
    }

    // A client of ours predicts by it. Programs change it just before they write a prompt.
    private void NoteLineDiscipline()
    {
        if (IsOpen && _session.Current.WritesDeltas)
            _session.Current.LineDiscipline = _shell.LineDiscipline;
    }

    private void Show(ReadOnlySpan<byte> output)
    {
        HostState screen = _session.Current;
        screen.Feed(output);
        WriteReplies(screen);
    }

    private void WriteReplies(HostState screen)
    {
        if (screen.Replies.IsEmpty)
            return;
        _shell.Write(screen.Replies);
        screen.ClearReplies();
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
            if (IsOpen && _session.HasHeard)
                BeginShutdown(now);
            else
                _isOver = true;
        }
    }
}
