using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Moshi.Diagnostics;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Session;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// The client: one poll loop between the user's terminal and the server's datagrams. Keys go out before anything is painted; a frame is painted
/// when the server's screen, a prediction or a notice has changed.
/// </summary>
internal sealed class ClientLoop : IDisposable
{
    private const byte FormFeed = 0x0C;
    private const int DatagramsPerTurn = 64;

    /// <summary>A server of ours is asked every 4.5 s, and then four more times in quick succession, before its silence means anything.</summary>
    private const int OwnServerLateMs = 7500;

    private const int PendingKeysLimitBytes = 256 * 1024;
    private const int NotWatched = -1;

    private static readonly TimeSpan ConnectNotice = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(1);

    private readonly ClientSettings _settings;
    private readonly IFrontEnd _frontEnd;
    private readonly StderrLogger _log;
    private readonly PollLoop _poll = new();
    private readonly SignalSource _signals;
    private readonly ClientSockets _sockets;
    private readonly SyncSession<UserStream, HostState> _session;
    private readonly ClientOverlay _overlay;
    private readonly EscapeKeyFilter _escape;
    private readonly byte[] _datagram = new byte[UdpSocket.MaxDatagramBytes + 1];
    private readonly byte[] _typed = new byte[16 * 1024];
    private readonly byte[] _keys = new byte[16 * 1024 + 1];
    private readonly Instant _started;
    private int _inputSlot = NotWatched;
    private Instant _lingerEnds = Instant.Never;
    private bool _hasInputEnded;
    private bool _isDirty = true;
    private bool _showsConnecting;
    private bool _showsCommandHelp;

    public ClientLoop(ClientSettings settings, IFrontEnd frontEnd)
    {
        _settings = settings;
        _frontEnd = frontEnd;
        _log = new StderrLogger("mosh-client", settings.Verbosity, TimeProvider.System);
        _signals = SignalSource.Open(_poll, Signal.Winch, Signal.Cont, Signal.Tstp, Signal.Term, Signal.Int, Signal.Hup);
        _started = LoopTime.Now;
        _sockets = new ClientSockets(_poll, settings.Server, _started);
        _escape = new EscapeKeyFilter(settings.EscapeKey);
        _overlay = new ClientOverlay(settings, _started);
        WindowSize size = frontEnd.Size;
        var keys = new UserStream();
        var options = new SyncSessionOptions
        {
            Role = SessionRole.Client,
            InitialPath = _sockets.Path,
            DatagramBudgetBytes = settings.Server.Family == UdpFamily.V6 ? DatagramSizes.IPv6BudgetBytes : DatagramSizes.IPv4BudgetBytes,
            Capabilities = OwnCapabilities.Value,
            ChaffSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
        };
        _session = new SyncSession<UserStream, HostState>(options, new OcbCipher(settings.Key), keys, new HostState(size, answersQueries: false), _started);
        CryptographicOperations.ZeroMemory(settings.Key);
        keys.AppendResize(size);
    }

    /// <summary>Runs the session to its end, and gives the terminal back.</summary>
    public ClientOutcome Run()
    {
        _frontEnd.Open();
        try
        {
            while (Turn())
            {
            }
        }
        finally
        {
            _frontEnd.Close();
        }

        bool isClean = _session.Phase is SessionPhase.Closed or SessionPhase.Lingering or SessionPhase.PeerClosing;
        return new ClientOutcome(isClean, HasHostState, _session.PeerExitStatus);
    }

    public void Dispose()
    {
        _frontEnd.Dispose();
        _session.Dispose();
        _sockets.Dispose();
        _signals.Dispose();
        _poll.Dispose();
    }

    private bool HasHostState => _session.NewestRemoteNumber > 0;

    private bool IsOpen => _session.Phase == SessionPhase.Open;

    /// <summary>One turn of the loop; false when the session is over.</summary>
    private bool Turn()
    {
        Instant now = LoopTime.Now;
        WatchConnecting(now);
        _frontEnd.Advance(now);
        _session.Advance(now);
        Transmit(now);
        Paint(now);
        if (HasEnded(now))
            return false;

        bool wantsInput = !_hasInputEnded && _frontEnd.WantsInput && _session.Current.PendingBytes < PendingKeysLimitBytes;
        WatchInput(wantsInput);
        _poll.Wait(NextDeadline(now).ToDeadline());

        now = LoopTime.Now;
        Receive(now);
        HandleEvents(now);
        if (wantsInput && _poll.IsReadable(_inputSlot))
            ReadInput(now);
        HandleSignals(now);
        return true;
    }

    // A descriptor that is watched for nothing still wakes for its hang-up, which stays: a closed terminal would keep the loop spinning.
    private void WatchInput(bool isWanted)
    {
        if (isWanted == (_inputSlot != NotWatched))
            return;
        if (isWanted)
        {
            _inputSlot = _poll.Add(_frontEnd.InputDescriptor);
            return;
        }

        _poll.Remove(_inputSlot);
        _inputSlot = NotWatched;
    }

    private Instant NextDeadline(Instant now)
    {
        Instant next = Instant.Min(_session.NextDeadline, Instant.Min(_frontEnd.NextDeadline, _lingerEnds));
        Instant picture = _overlay.NextDeadline(now);
        if (!HasHostState && IsOpen)
            next = Instant.Min(next, _started + (_showsConnecting ? ConnectLimit : ConnectNotice));
        if (picture <= now)
            picture = now;
        return Instant.Min(next, picture);
    }

    /// <summary>Says so while no server answers, and gives up after a while.</summary>
    private void WatchConnecting(Instant now)
    {
        if (HasHostState)
        {
            if (_showsConnecting)
            {
                _showsConnecting = false;
                _overlay.Bar.Clear();
                _isDirty = true;
            }

            return;
        }

        if (!IsOpen)
            return;
        if (now - _started >= ConnectLimit)
        {
            Notice("Timed out waiting for server...", NoticeLifetime.Permanent, now);
            _session.BeginShutdown(now);
        }
        else if (now - _started >= ConnectNotice && !_showsConnecting)
        {
            _showsConnecting = true;
            Notice($"Nothing received from server on UDP port {_settings.Server.Port}.", NoticeLifetime.Permanent, now);
        }
    }

    private void Notice(string text, NoticeLifetime lifetime, Instant now, bool quitHint = true)
    {
        _overlay.Bar.Show(text, lifetime, now.Millis(), quitHint);
        _isDirty = true;
    }

    /// <summary>
    /// Over: closed by either end, or given up. After the server's good-bye our answer is repeated for a round trip or so, because it may have been
    /// lost and the server would then wait; the terminal is the user's again already.
    /// </summary>
    private bool HasEnded(Instant now)
    {
        if (_session.Phase == SessionPhase.Lingering && _lingerEnds == Instant.Never)
        {
            TimeSpan wait = _session.Srtt * 1.5 + _session.SendInterval;
            _lingerEnds = now + (wait < LingerLimit ? wait : LingerLimit);
            ShowLastFrame();
            _frontEnd.Close();
        }

        bool isOver = _session.Phase is SessionPhase.Closed or SessionPhase.Abandoned or SessionPhase.Exhausted || now >= _lingerEnds;
        if (isOver && _lingerEnds == Instant.Never)
            ShowLastFrame();
        return isOver;
    }

    private void ShowLastFrame() => _frontEnd.Show(_overlay.DrawBare(_session.NewestRemote));

    private void Paint(Instant now)
    {
        if (!_isDirty && _overlay.NextDeadline(now) > now && now < _nextPicture)
            return;
        _isDirty = false;
        _overlay.Bar.NoteContact(_session.LastContact.Millis());
        _overlay.Bar.NoteReply(_session.LastRoundTrip.Millis());
        _frontEnd.Show(_overlay.Draw(_session.NewestRemote, _session.SendInterval, now));
        _nextPicture = _overlay.NextDeadline(now);
    }

    private Instant _nextPicture = Instant.Never;

    private void Receive(Instant now)
    {
        for (int i = 0; i < DatagramsPerTurn && _sockets.TryReceive(_datagram, out ReceivedDatagram received, out NetworkPath from); i++)
        {
            ReceiveVerdict verdict = _session.Receive(_datagram.AsSpan(0, received.Length), from, received.IsCongestionMarked, now);
            if (verdict <= ReceiveVerdict.NewState)
                _overlay.Bar.EndNetworkError(now.Millis());
            else if (_log.IsEnabled(LogLevel.Debug))
                _log.Refused(received.Length, received.From.ToString(), verdict.ToString());
        }

        _overlay.Bar.NoteContact(_session.LastContact.Millis());
        _overlay.Bar.NoteReply(_session.LastRoundTrip.Millis());
    }

    private void HandleEvents(Instant now)
    {
        SessionEvents events = _session.TakeEvents();
        if (events.HasFlag(SessionEvents.NewRemote) && _session.TryTakeRemote(out HostState newest))
        {
            _frontEnd.NoteHostOutput(newest.Screen, now);
            _sockets.Prune(now);
            _isDirty = true;
        }

        if (events.HasFlag(SessionEvents.PeerCapabilities))
            _overlay.Bar.ContactLateMs = OwnServerLateMs;
        if (events.HasFlag(SessionEvents.PortHopAdvised))
            Hop(now);
    }

    private void Hop(Instant now)
    {
        try
        {
            _sockets.Hop(now);
            _session.ChangePath(_sockets.Path, now);
            _log.Hopped(_sockets.Count);
        }
        catch (OsException e)
        {
            Notice(e.Message, NoticeLifetime.NetworkError, now);
        }
    }

    private void Transmit(Instant now)
    {
        while (_session.TryTransmit(_datagram, now, out Transmit transmit))
        {
            Errno error = _sockets.Send(_datagram.AsSpan(0, transmit.Length));
            if (error == Errno.EMSGSIZE)
                _session.DatagramTooLarge(now);
            else if (error is not (Errno.None or Errno.EAGAIN))
                Notice($"sendto: {error.Describe()}", NoticeLifetime.NetworkError, now);
        }
    }

    private void ReadInput(Instant now)
    {
        IoResult read = Descriptor.Read(_frontEnd.InputDescriptor, _typed);
        if (read.IsWouldBlock)
            return;
        if (read.Count > 0)
        {
            Type(_typed.AsSpan(0, read.Count), now);
            return;
        }

        _hasInputEnded = true;
        if (!_frontEnd.EndOfInput.IsEmpty)
            _session.Current.TryAppendKeys(_frontEnd.EndOfInput);
        else if (IsOpen)
            Leave("Exiting...", now);
    }

    private void Type(ReadOnlySpan<byte> typed, Instant now)
    {
        while (!typed.IsEmpty && IsOpen)
        {
            EscapeCommand command = _escape.Filter(typed, _keys, out int consumed, out int written);
            typed = typed[consumed..];
            SendKeys(_keys.AsSpan(0, written), now);
            ShowCommandHelp(now);
            if (command == EscapeCommand.Quit)
                Leave("Exiting on user request...", now);
            else if (command == EscapeCommand.Suspend)
                Suspend();
        }
    }

    private void SendKeys(ReadOnlySpan<byte> keys, Instant now)
    {
        if (keys.IsEmpty)
            return;
        if (keys.Contains(FormFeed))
            _frontEnd.Invalidate();
        _overlay.Prediction.OnInput(keys, _session.NewestRemote.Screen, _session.LastSentNumber, now.Millis());
        if (!_session.Current.TryAppendKeys(keys))
            Notice("Too much input waits for the server; the last of it was dropped.", NoticeLifetime.Brief, now);
        _isDirty = true;
    }

    private void ShowCommandHelp(Instant now)
    {
        if (_escape.AwaitsCommand)
            Notice(_settings.EscapeKey.CommandHelp, NoticeLifetime.Permanent, now, quitHint: false);
        else if (_showsCommandHelp)
            _overlay.Bar.Clear();
        _isDirty |= _showsCommandHelp;
        _showsCommandHelp = _escape.AwaitsCommand;
    }

    private void Leave(string notice, Instant now)
    {
        if (!IsOpen)
            return;
        Notice(notice, NoticeLifetime.Permanent, now);
        _session.BeginShutdown(now);
    }

    private void HandleSignals(Instant now)
    {
        while (_signals.TryTake(out Signal signal))
        {
            switch (signal)
            {
                case Signal.Winch:
                    _overlay.Prediction.Reset();
                    if (IsOpen)
                        _session.Current.AppendResize(_frontEnd.Size);
                    break;
                case Signal.Tstp:
                    Suspend();
                    break;
                case Signal.Cont:
                    Resume();
                    break;
                default:
                    Leave("Signal received, shutting down...", now);
                    break;
            }
        }
    }

    /// <summary>Hands the terminal to the shell and stops. The way back is <see cref="Resume"/>, when SIGCONT arrives.</summary>
    private void Suspend()
    {
        if (_frontEnd is not TerminalFrontEnd terminal)
            return;
        terminal.Close();
        Descriptor.WriteAll(1, "\n\u001b[37;44m[mosh is suspended.]\u001b[m\n"u8);
        CurrentProcess.StopGroup();
    }

    private void Resume()
    {
        if (_frontEnd is not TerminalFrontEnd terminal)
            return;
        terminal.Reopen();
        _isDirty = true;
        if (IsOpen)
            _session.Current.AppendResize(_frontEnd.Size);
    }
}
