using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Moshi.Diagnostics;
using Moshi.Diagnostics.Trace;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Session;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// The client: one poll loop between the user's terminal and the server's datagrams. Keys go out before anything but a guess is painted; a frame is painted
/// when the server's screen, a prediction or a notice has changed.
/// </summary>
internal sealed partial class ClientLoop : IDisposable
{
    private const byte FormFeed = 0x0C;
    private const byte Interrupt = 0x03;

    /// <summary>Datagrams taken in one turn; bounded so that a flood cannot keep the keys waiting.</summary>
    private const int DatagramsPerTurn = 64;

    /// <summary>A server of ours is asked every 4.5 s, and then four more times in quick succession, before its silence means anything.</summary>
    private const int OwnServerLateMs = 7500;

    /// <summary>Keys that the server has not taken; beyond this none are read, and a paste waits in the terminal.</summary>
    private const int PendingKeysLimitBytes = 256 * 1024;

    /// <summary>The shortest that Linux gives: a key takes less.</summary>
    private static readonly TimeSpan TimeSlice = TimeSpan.FromMicroseconds(100);

    /// <summary>For how long the processor is left to the terminal that is to draw an echoed key (decision 16).</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMicroseconds(30);

    /// <summary>Longest wait for the good-bye of a server that was never heard, or is known not to be reached.</summary>
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Our answer to the server's good-bye is repeated no longer than this.</summary>
    private static readonly TimeSpan LingerLimit = TimeSpan.FromSeconds(1);

    /// <summary>A stock client takes SIGPIPE too. Where a cause may be looked for it is ignored: the search writes to pipes, and one whose reader has gone must end no session.</summary>
    private static ReadOnlySpan<Signal> Signals => [Signal.Winch, Signal.Cont, Signal.Tstp, Signal.Term, Signal.Int, Signal.Hup];

    private readonly ClientSettings _settings;
    private readonly IFrontEnd _frontEnd;
    private readonly StderrLogger _log;
    private readonly PollLoop _poll = new();
    private readonly SignalSource _signals;
    private readonly SessionTrace? _trace = SessionTrace.OfClient();
    private readonly CandidateRace _race;
    private readonly ClientSockets _sockets;
    private readonly List<UdpEndpoint> _found = [];
    private readonly SyncSession<UserStream, HostState> _session;
    private readonly ClientOverlay _overlay;
    private readonly EscapeKeyFilter _escape;
    private readonly KeyBacklog _backlog = new();
    private readonly DatagramBatch _datagrams = new();
    private readonly byte[] _typed = new byte[16 * 1024];
    private readonly byte[] _keys = new byte[16 * 1024 + OuterReplyFilter.MaxAnswerBytes + 1];
    private readonly int _inputSlot;
    private readonly int? _outputSlot;
    private int? _feedSlot;
    private int? _searchSlot;
    private readonly ConnectWatch _connect;
    private readonly LoginEndWatch _loginEnd = new();
    private Instant _lingerEnds = Instant.Never;
    private Instant _nextPicture = Instant.Never;
    private Errno _sendError;
    private string _sendNotice = "";
    private ulong _lastEffect;
    private uint _bells;
    private string _clipboard = "";
    private int _toldFacts;
    private bool _isLoginOver;
    private bool _hasSearched;
    private bool _hasInputEnded;
    private IdleCollector _leftovers;
    private bool _isDirty = true;
    private bool _showsCommandHelp;
    private bool _isEchoReady;
    private bool _isEchoed;
    private IoResult? _read;
    private bool _isInterrupted;
    private Instant _interruptEnds = Instant.Never;

    public ClientLoop(ClientSettings settings, IFrontEnd frontEnd)
    {
        _settings = settings;
        _frontEnd = frontEnd;
        _log = new StderrLogger("mosh-client", settings.Verbosity, TimeProvider.System);
        _signals = SignalSource.Open(_poll, settings.CauseSearch is null ? [.. Signals, Signal.Pipe] : Signals);
        Instant now = LoopTime.Now;
        _connect = new ConnectWatch(now);
        _race = new CandidateRace(settings.Servers, now);
        _sockets = new ClientSockets(_poll, now);
        if (settings.Servers.Count == 1)
            _sockets.Open(_race.Current.Family);
        if (settings.MoreServers is { IsOver: false } feed)
            _feedSlot = _poll.Add(feed.Descriptor);
        _inputSlot = _poll.Add(frontEnd.InputDescriptor, PollEvents.None);
        if (frontEnd.OutputDescriptor >= 0)
            _outputSlot = _poll.Add(frontEnd.OutputDescriptor, PollEvents.None);
        _escape = new EscapeKeyFilter(settings.EscapeKey);
        _overlay = new ClientOverlay(settings, now);
        WindowSize size = frontEnd.Size;
        var keys = new UserStream();
        UdpFamily widest = settings.Servers.Any(static server => server.Family == UdpFamily.V6) ? UdpFamily.V6 : UdpFamily.V4;
        SyncSessionOptions options = OwnOptions.Create(SessionRole.Client, widest, settings.Key, _sockets.PathTo(_race.Current), settings.Link) with { Observer = _trace };
        _session = new SyncSession<UserStream, HostState>(options, new OcbCipher(settings.Key), keys, new HostState(size, answersQueries: false), now);
        CryptographicOperations.ZeroMemory(settings.Key);
        keys.AppendResize(size);
    }

    /// <summary>Runs the session to its end, and gives the terminal back.</summary>
    public ClientOutcome Run()
    {
        CurrentProcess.PreferPromptness(TimeSlice);
        try
        {
            _frontEnd.Open();
            while (Turn())
            {
            }
        }
        finally
        {
            _frontEnd.Close();
        }

        bool isClean = _session.Phase is SessionPhase.Closed or SessionPhase.Lingering or SessionPhase.PeerClosing;
        return new ClientOutcome(isClean, HasHostState, _session.PeerExitStatus)
        {
            IsInterrupted = _isInterrupted,
            Tried = _race.Candidates,
            Answered = _race.HasAnswer ? _race.Current : default,
        };
    }

    public void Dispose()
    {
        _frontEnd.Dispose();
        _session.Dispose();
        _settings.MoreServers?.Dispose();
        _sockets.Dispose();
        _trace?.Dispose();
        _signals.Dispose();
        _poll.Dispose();
    }

    private bool HasHostState => _session.NewestRemoteNumber > 0;

    private bool IsOpen => _session.Phase == SessionPhase.Open;

    private bool HasGivenBack => _lingerEnds != Instant.Never;

    /// <summary>One turn of the loop; false when the session is over.</summary>
    private bool Turn()
    {
        Instant now = LoopTime.Now;
        WatchConnecting(now);
        EndLogin(now);
        WatchLoginEnd(now);
        _frontEnd.Advance(now);
        Type(_frontEnd.OverdueKeys(now), now);
        ReleaseKeys(now);
        TellFacts();
        AdvanceRace(now);

        // A guess is for the eye, and its key has a network before it: the eye comes first, unless it was served already.
        if (_overlay.Prediction.ShowsPredictions && !_isEchoed)
            Paint(now);
        _session.Advance(now);
        Transmit(now);
        HandleEvents(now);
        Paint(now);
        if (_frontEnd.IsGone)
            Leave("The terminal is gone.", now);
        if (TryEnd(now))
            return false;

        _isEchoReady = IsEchoReady(now);
        if (_session.IsResting)
            _leftovers.Collect();
        _trace?.TurnEnded(now);
        Wait(now);

        now = LoopTime.Now;
        _isEchoed = false;
        _read = null;
        if (EchoGate.IsOpen(_isEchoReady, _poll.IsReadable(_inputSlot), _sockets.AreReadable))
            EchoAhead(now);
        ReadFeed(now);
        TakeCause(now);
        Receive(now);
        HandleEvents(now);
        if (WantsInput && (_read is not null || _poll.IsReadable(_inputSlot)))
            ReadInput(now);
        HandleSignals(now);
        return true;
    }

    private void Wait(Instant now)
    {
        _poll.Watch(_inputSlot, WantsInput ? PollEvents.Readable : PollEvents.None);
        if (_outputSlot is { } output)
            _poll.Watch(output, _frontEnd.IsBlocked ? PollEvents.Writable : PollEvents.None);
        _poll.Wait(NextDeadline(now).ToDeadline());
        if (_outputSlot is { } room && _poll.IsWritable(room))
            _frontEnd.Continue();
    }

    /// <summary>True when the next key, if it is an ordinary one, can be shown before anything else is done with it. All that this takes is found out while nobody waits.</summary>
    private bool IsEchoReady(Instant now) =>
        WantsInput && IsOpen && HasHostState && !_isDirty && !_escape.AwaitsCommand && _overlay.Prediction.IsEchoCertain(out int row, out int column)
        && !_overlay.Bar.IsVisible(now.Millis()) && _frontEnd.CanEcho(row, column);

    private void EchoAhead(Instant now)
    {
        IoResult read = Descriptor.Read(_frontEnd.InputDescriptor, _typed);
        _read = read;
        if (!EchoGate.IsOrdinary(_typed.AsSpan(0, read.Count), _settings.EscapeKey))
            return;
        _frontEnd.Echo(_typed[0]);
        _isEchoed = true;
        _trace?.KeyIn(now, 1);
        _trace?.Painted();

        // The terminal, which waits for the processor that we have, draws the character first; the key has a network before it.
        _poll.Wait((now + Courtesy).ToDeadline());
    }

    // Also while leaving: what is typed then is read and thrown away (mosh-protocol §3.3), until the terminal is the user's again.
    private bool WantsInput =>
        !_hasInputEnded && !HasGivenBack && _frontEnd.WantsInput && _session.Current.PendingBytes + _backlog.Count < PendingKeysLimitBytes;

    private Instant NextDeadline(Instant now)
    {
        var next = Instant.Min(_session.NextDeadline, Instant.Min(_frontEnd.NextDeadline, Instant.Min(_lingerEnds, _interruptEnds)));
        if (IsOpen)
            next = Instant.Min(next, Instant.Min(Instant.Min(_connect.NextDeadline, _loginEnd.NextDeadline), _race.NextDeadline(_session.Srtt)));

        // What a terminal that takes nothing would be shown has no time.
        if (_frontEnd.IsBlocked)
            return next;
        next = Instant.Min(next, NextEchoAck);
        return Instant.Min(next, Instant.Min(_nextPicture, _overlay.NextDeadline(now)));
    }

    // An echo ack changes what is painted only where guesses stand.
    private Instant NextEchoAck => _overlay.Prediction.HasPredictions ? _session.NextEchoAck : Instant.Never;

    private void Transmit(Instant now)
    {
        while (_session.TryTransmit(_datagrams, now))
        {
            Errno error = SendToTargets(now);
            _trace?.Departed();
            if (error == Errno.EMSGSIZE)
                _session.DatagramTooLarge(now);
            else if (error != Errno.None)
                NoticeSendError(error, now);
        }
    }

    /// <summary>Sends to every address that is being tried. An error only when none of them took it.</summary>
    private Errno SendToTargets(Instant now)
    {
        Errno error = Errno.None;
        bool isSent = false;
        UdpEndpoint unreachable = default;
        foreach (ref readonly UdpEndpoint target in _race.Targets)
        {
            Errno result = _sockets.Send(_datagrams, target);
            isSent |= result == Errno.None;
            if (result == Errno.None)
                continue;
            error = error == Errno.None ? result : error;
            if (result != Errno.EMSGSIZE)
                unreachable = target;
        }

        if (!unreachable.IsNone && _race.NoteUnreachable(unreachable, now))
            Redirect(now);
        return isSent && error != Errno.EMSGSIZE ? Errno.None : error;
    }

    private void AdvanceRace(Instant now)
    {
        bool isWaiting = _session.LastSentNumber != _session.AcknowledgedNumber;
        if (_race.Advance(isWaiting, _session.LastHeard, _session.Srtt, now))
            Redirect(now);
    }

    private void Redirect(Instant now) => _session.ChangePath(_sockets.PathTo(_race.Current), now);

    // A machine without a network fails at every datagram, each time for the same reason.
    private void NoticeSendError(Errno error, Instant now)
    {
        if (_sendError != error)
        {
            _sendError = error;
            _sendNotice = $"sendto: {error.Describe()}";
        }

        Notice(_sendNotice, NoticeLifetime.NetworkError, now);
    }

    private void Paint(Instant now)
    {
        if (_frontEnd.IsBlocked || (!_isDirty && now < _nextPicture && now < _overlay.NextDeadline(now) && now < NextEchoAck))
            return;
        _isDirty = false;
        NoteContact();
        _frontEnd.Show(_overlay.Draw(_session.NewestRemote, _session.EchoAck(now), _session.AcknowledgedNumber, _session.SendInterval, now));
        _trace?.Painted();
        _nextPicture = _overlay.NextDeadline(now);
    }

    private void NoteContact()
    {
        _overlay.Bar.NoteContact(_session.LastContact.Millis());
        _overlay.Bar.NoteReply(_session.LastRoundTrip.Millis());
    }

    /// <summary>
    /// True when the session is over: closed by either end, or given up. After the server's good-bye our answer is repeated for a round trip or so, because it
    /// may have been lost and the server would then wait; the terminal is given back before that.
    /// </summary>
    private bool TryEnd(Instant now)
    {
        bool isOver = _session.IsOver || now >= _lingerEnds || now >= _interruptEnds;
        if (!HasGivenBack && (isOver || _session.IsLingering))
        {
            _frontEnd.Show(_overlay.DrawBare(_session.NewestRemote));
            _frontEnd.Close();
            TimeSpan wait = _session.Srtt * 1.5 + _session.SendInterval;
            _lingerEnds = now + (wait < LingerLimit ? wait : LingerLimit);
        }

        return isOver;
    }

    private void Receive(Instant now)
    {
        int next = 0;
        for (int left = DatagramsPerTurn; left > 0 && _sockets.TryReceive(_datagrams, ref next, out ushort socket); left -= _datagrams.Count)
        {
            for (int i = 0; i < _datagrams.Count; i++)
            {
                Take(_datagrams[i], _datagrams.Received(i), socket, now);
                PerformEffects(now);
            }
        }

        NoteContact();
    }

    /// <summary>
    /// A stock server does not number what happens once: a bell or a clipboard is the difference of two pictures, and gone when the picture in between was
    /// never shown. So none is passed over that has one, however many arrive at once.
    /// </summary>
    private void PerformEffects(Instant now)
    {
        if (_session.SpeaksFrames || !HasHostState || HasGivenBack)
            return;
        Framebuffer newest = _session.NewestRemote.Screen;
        if (newest.BellCount == _bells && string.Equals(newest.Clipboard, _clipboard, StringComparison.Ordinal))
            return;
        (_bells, _clipboard) = (newest.BellCount, newest.Clipboard);
        HandleEvents(now);
        Paint(now);
    }

    private void Take(ReadOnlySpan<byte> datagram, in ReceivedDatagram received, int socket, Instant now)
    {
        ulong heard = _session.HeardInOrder;
        ReceiveVerdict verdict = _session.Receive(datagram, received.From.ToPath(socket), received.IsCongestionMarked, now);
        if (verdict <= ReceiveVerdict.NewState)
            NoteAnswer(received.From, isNewest: _session.HeardInOrder != heard, now);
        else if (_log.IsEnabled(LogLevel.Debug))
            _log.Refused(received.Length, received.From.ToString(), verdict.ToString());
    }

    // What is not the newest datagram may have been recorded and sent again by anybody.
    private void NoteAnswer(in UdpEndpoint from, bool isNewest, Instant now)
    {
        _overlay.Bar.EndNetworkError(now.Millis());
        if (isNewest && _race.NoteAnswer(from))
            Redirect(now);
    }

    private void HandleEvents(Instant now)
    {
        SessionEvents events = _session.TakeEvents();
        if (events.HasFlag(SessionEvents.NewRemote) && _session.TryTakeRemote(out HostState newest))
        {
            _trace?.StateTaken(_session.NewestRemoteNumber, _session.AcknowledgedNumber, newest.EchoAck);
            _frontEnd.NoteHostOutput(newest.Screen, now);
            _sockets.Prune(now);
            ShowNotices(newest.Screen.Effects, now);
            _isDirty = true;
        }

        if (events.HasFlag(SessionEvents.PeerCapabilities))
        {
            _overlay.Bar.ContactLateMs = OwnServerLateMs;
            _session.Current.WritesPlainKeys = _session.SpeaksFrames;
            _frontEnd.MirrorsCursorKeys = (_session.PeerCapabilities!.Features & OwnOptions.PlainCursorKeys) != 0;
        }

        if (events.HasFlag(SessionEvents.PortHopAdvised))
            Hop(now);
    }

    /// <summary>Words of the session itself; the other effects are the front end's.</summary>
    private void ShowNotices(EffectLog log, Instant now)
    {
        if (log.LastSequence <= _lastEffect)
            return;
        foreach (Effect effect in log.Effects)
        {
            if (effect.Sequence > _lastEffect && effect.Kind == EffectKind.Notice)
                Notice(Encoding.UTF8.GetString(effect.Payload.Span), NoticeLifetime.Brief, now, quitHint: false);
        }

        _lastEffect = log.LastSequence;
    }

    /// <summary>A server of ours answers the host's questions about the terminal by itself.</summary>
    private void TellFacts()
    {
        if (_frontEnd.FactsRevision == _toldFacts || _session.PeerCapabilities is null || !IsOpen)
            return;
        _toldFacts = _frontEnd.FactsRevision;
        _session.Current.SetTerminalFacts(ClientFacts.Write(_frontEnd.Facts));
    }

    private void Hop(Instant now)
    {
        try
        {
            _sockets.Hop(now);
            Redirect(now);
            _log.Hopped(_sockets.Count);
        }
        catch (OsException e)
        {
            Notice(e.Message, NoticeLifetime.NetworkError, now);
        }
    }

    private void ReadInput(Instant now)
    {
        IoResult read = _read ?? Descriptor.Read(_frontEnd.InputDescriptor, _typed);
        if (read.IsWouldBlock)
            return;
        if (read.Count > 0)
        {
            if (!_isEchoed)
                _trace?.KeyIn(now, read.Count);
            Type(_frontEnd.KeysIn(_typed.AsSpan(0, read.Count), now), now);
            return;
        }

        _hasInputEnded = true;
        if (_frontEnd.EndOfInput.IsEmpty)
            Leave("Exiting...", now);
        else if (IsOpen)
            SendKeys(_frontEnd.EndOfInput, now);
    }

    private void Type(ReadOnlySpan<byte> typed, Instant now)
    {
        // Nobody is there yet who could be interrupted but us.
        if (_settings.IsInterruptible && !HasHostState && typed.Contains(Interrupt))
        {
            // A server that has heard us, though we have not heard it, is told.
            _isInterrupted = true;
            Leave("Interrupted.", now);
            _interruptEnds = Instant.Min(_interruptEnds, now + InterruptLimit);
            return;
        }

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
        _backlog.Add(keys);
        ReleaseKeys(now);
    }

    private void ReleaseKeys(Instant now)
    {
        if (_backlog.Count == 0 || !IsOpen)
            return;
        ReadOnlySpan<byte> keys = _backlog.Take(_session.Current.PendingBytes, isLimited: !_session.SpeaksFrames, now);
        if (keys.IsEmpty)
            return;
        if (keys.Contains(FormFeed))
            _frontEnd.Invalidate();
        _overlay.Prediction.OnInput(keys, _session.LastSentNumber, now.Millis());
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

    private void Notice(string text, NoticeLifetime lifetime, Instant now, bool quitHint = true)
    {
        _overlay.Bar.Show(text, lifetime, now.Millis(), quitHint);
        _isDirty = true;
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
        if (!HasGivenBack)
            _frontEnd.Suspend();
        CurrentProcess.StopGroup();
    }

    private void Resume()
    {
        if (HasGivenBack)
            return;
        _frontEnd.Resume();
        _isDirty = true;
        if (IsOpen)
            _session.Current.AppendResize(_frontEnd.Size);
    }
}
