using System.Text;
using Moshi.Session;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>
/// A user types at a scripted program through a whole session in virtual time: transport, terminal and prediction are the real ones. After each key the
/// client's picture is compared with what the program shows when it runs without a network.
/// </summary>
internal sealed class PredictionReplay
{
    private const int Rows = 24;
    private const int Columns = 80;
    private const int PaceMs = 120;
    private const int PauseMs = 360;
    private const int GlanceMs = 16;
    private const int ProgramMs = 2;

    private static readonly WindowSize Size = new(Columns, Rows);
    private static readonly Capabilities Ours = OwnOptions.Capabilities;

    private readonly ReplayApplication _program;
    private readonly ReplayApplication _reference;
    private readonly StockEmulator _referenceScreen = new(Columns, Rows);
    private readonly ReplayLink _link;
    private readonly Endpoint<UserStream, HostState> _client;
    private readonly Endpoint<HostState, UserStream> _server;
    private readonly PredictionEngine _engine;
    private readonly EchoAckClock _echoAcks = new();
    private readonly Queue<(Instant At, string Output, LineDiscipline Discipline)> _output = new();
    private readonly Queue<ReplayKey> _sent = new();
    private readonly List<Picture> _states = [];
    private readonly ReplayResult _result = new();
    private readonly Random _random;
    private UserStream? _seen;
    private Framebuffer? _frame;
    private Picture _shown = new([], 0, 0);
    private int _shownState;
    private int _lineState;
    private int _heardState;
    private readonly HashSet<string> _heardRows = new(StringComparer.Ordinal);
    private bool _isPrediction;
    private Instant _wrongSince = Instant.Never;
    private Instant _lastOutput;
    private Instant _now = new(1_000_000_000);

    private PredictionReplay(Func<ReplayApplication> program, ReplayLink link, int seed)
    {
        _link = link;
        _random = new Random(seed);
        (_program, _reference) = (program(), program());
        _engine = new PredictionEngine(new PredictionSettings(link.Mode, link.Overwrite), beginsSession: true);
        var profile = new LinkProfile { DelayMs = link.RoundTripMs / 2.0, Loss = link.Loss, JitterMs = link.JitterMs };
        var up = new SimulatedLink(_random) { Profile = profile };
        var down = new SimulatedLink(_random) { Profile = profile };
        var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
        _client = new Endpoint<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, InitialPath = serverAddress, ChaffSeed = 1, Capabilities = Ours },
            new UserStream(), new HostState(Size, answersQueries: false), up, down, NetworkPath.FromIPv4([10, 0, 0, 1], 40000), _now);
        _server = new Endpoint<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Policy = link.IsStock ? TimerPolicy.Stock : TimerPolicy.Responsive, ChaffSeed = 2, Capabilities = link.IsStock ? null : Ours },
            new HostState(Size, answersQueries: true), new UserStream(), down, up, serverAddress, _now);
        _client.Session.Current.AppendResize(Size);
        _server.Session.Current.WritesDeltas = !link.IsStock;
        _server.Act = ActAsServer;
        _client.Act = _ => Paint();
    }

    /// <summary>Plays the script of a program once.</summary>
    public static ReplayResult Run(Func<ReplayApplication> program, ReplayLink link, int seed)
    {
        var replay = new PredictionReplay(program, link, seed);
        replay.Play();
        return replay._result;
    }

    private void Play()
    {
        string start = _reference.Start();
        _output.Enqueue((_now, _program.Start(), _program.Discipline));
        Show(start);
        Run(3 * _link.RoundTripMs + 1000);
        foreach (ReplayKey key in ReplayKey.Parse(_program.Script))
            Type(key);

        Run(5 * _link.RoundTripMs + 2000);
        if (!_shown.Equals(_states[^1]))
        {
            _result.IsSettled = false;
            _result.Notes.Add($"the end is not the program's:\n{_shown}\ninstead of\n{_states[^1]}");
        }
    }

    private void Type(ReplayKey key)
    {
        if (key.IsPause)
        {
            Run(key.PauseMs);
            return;
        }

        byte[] bytes = key.Bytes;
        bool isSecret = _reference.IsSecret;
        _engine.OnInput(bytes, _client.Session.LastSentNumber, Millis);
        _client.Session.Current.TryAppendKeys(bytes);
        _sent.Enqueue(key);
        Picture before = _states[^1];
        if (key.IsEnter)
            NoteRow(before, before.CursorRow);
        Show(string.Concat(_reference.AnswerInSteps(key).Select(step => step.Output)));
        _lineState = key.IsEnter ? _states.Count - 1 : _lineState;
        Instant typed = _now;
        int state = _states.Count - 1;
        _client.Turn(_now);
        Paint();
        double pace = PaceMs * (0.5 + _random.NextDouble());
        Run(GlanceMs);
        Judge(key, before, isSecret);
        _pending.Add((state, typed));
        NoteLatency();
        Run(Math.Max(1, (key.IsEnter ? PauseMs : (int)pace) - GlanceMs));
    }

    private readonly List<(int State, Instant Typed)> _pending = [];

    private void NoteLatency()
    {
        if (_shownState < 0)
            return;
        foreach ((int state, Instant typed) in _pending)
        {
            if (_shownState >= state)
                _result.LatencyMs.Add((long)(_now - typed).TotalMilliseconds);
        }

        _pending.RemoveAll(pending => _shownState >= pending.State);
    }

    /// <summary>What the user sees at a glance after the key.</summary>
    private void Judge(ReplayKey key, Picture before, bool isSecret)
    {
        Picture right = _states[^1];
        bool isRight = _shown.Equals(right);
        bool isCharacter = key.IsPrintable && !isSecret && right.CursorColumn > before.CursorColumn && right.CursorRow == before.CursorRow;
        bool isTyped = isCharacter && _shown.HasTyped(right);
        bool isKnowable = IsKnowable(key, right);
        _result.Keys++;
        _result.Knowable += isKnowable ? 1 : 0;
        _result.Instant += isRight ? 1 : 0;
        _result.Characters += isCharacter ? 1 : 0;
        _result.Typed += isTyped ? 1 : 0;
        if (isRight)
            return;
        _result.Missed.Add($"{_program.Name}, {(_link.IsStock ? "stock" : "own")} server, {_link.RoundTripMs} ms, key {_result.Keys} {key.Name}{(isKnowable ? "!" : "")}: {_shown.CursorText} instead of {right.CursorText}");
        bool isState = _states.Contains(_shown);
        bool isHalfDrawn = isState || IsServerState();
        if (!isHalfDrawn && !isTyped)
        {
            _result.Wrong++;
            _result.Notes.Add($"wrong after '{key.Name}':\n{_shown}\ninstead of\n{right}");
        }

        if (!isHalfDrawn && _shown.HasStrayCell(_states))
        {
            _result.StrayCells++;
            _result.Notes.Add($"stray after '{key.Name}':\n{_shown}\ninstead of\n{right}");
        }
    }

    /// <summary>
    /// True when a client that knows the program could show the picture: the prompt of the line has come, and what stands behind the cursor is nothing, or text that was
    /// on the screen or typed before. (That it may not yet show anything, where nothing has proved an echo, is another matter.)
    /// </summary>
    private bool IsKnowable(ReplayKey key, Picture right)
    {
        if (key.IsEnter || _heardState < _lineState)
            return false;
        string behind = right.TextBehindCursor;
        return behind.Length == 0 || _heardRows.Any(row => row.Contains(behind, StringComparison.Ordinal));
    }

    private void Hear(Framebuffer screen)
    {
        var picture = Picture.Of(screen);
        _heardState = Math.Max(_heardState, _states.LastIndexOf(picture));
        for (int row = 0; row < picture.Rows.Length; row++)
            NoteRow(picture, row);
    }

    private void NoteRow(Picture picture, int row) => _heardRows.Add(picture.Rows[row].TrimEnd());

    private bool IsServerState() => Picture.Of(_client.Session.NewestRemote.Screen).Equals(_shown);

    private void Show(string output)
    {
        _referenceScreen.Feed(Encoding.UTF8.GetBytes(output));
        _states.Add(Picture.Of(_referenceScreen.Screen));
    }

    private void Paint()
    {
        HostState host = _client.Session.NewestRemote;
        Hear(host.Screen);
        _frame ??= host.Screen.Snapshot();
        _frame.CopyFrom(host.Screen);
        ulong echoAck = Math.Max(host.EchoAck, _client.Session.EchoAck(_now));
        _engine.Apply(_frame, echoAck, _client.Session.AcknowledgedNumber, (int)_client.Session.SendInterval.TotalMilliseconds, Millis);
        var picture = Picture.Of(_frame);
        if (picture.Equals(_shown))
            return;
        _shown = picture;
        int state = _states.LastIndexOf(picture);
        bool wasPrediction = _isPrediction;
        _isPrediction = !IsServerState();
        bool isWrong = state < 0 && _isPrediction && !picture.HasTyped(_states[^1]);
        if (!isWrong && _wrongSince != Instant.Never)
        {
            _result.LongestWrongMs = Math.Max(_result.LongestWrongMs, (long)(_now - _wrongSince).TotalMilliseconds);
            _wrongSince = Instant.Never;
        }
        else if (isWrong && _wrongSince == Instant.Never)
        {
            _wrongSince = _now;
        }

        if (state >= 0 && state < _shownState && wasPrediction)
        {
            _result.RolledBack++;
            _result.Notes.Add($"went back from state {_shownState} to {state}:\n{picture}");
        }

        _shownState = state >= 0 ? state : _shownState;
        NoteLatency();
        if (picture.Rows.Any(row => row.Contains("S3", StringComparison.Ordinal) || row.EndsWith(": S", StringComparison.Ordinal) || row.AsSpan().ContainsAny(_program.SecretLetters)))
        {
            _result.Leaked++;
            _result.Notes.Insert(0, $"a secret, after {_result.Keys} keys:\n{picture}");
        }

    }

    private long Millis => _now.Micros / 1000;

    private void Run(long milliseconds)
    {
        Instant end = _now + TimeSpan.FromMilliseconds(milliseconds);
        while (true)
        {
            Instant output = _output.TryPeek(out (Instant At, string Output, LineDiscipline Discipline) next) ? next.At : Instant.Never;
            Instant prediction = _engine.NextDeadlineMs == PredictionEngine.NoDeadline ? Instant.Never : new Instant(_engine.NextDeadlineMs * 1000);
            prediction = Instant.Min(prediction, _engine.HasPredictions ? _client.Session.NextEchoAck : Instant.Never);
            var wake = Instant.Min(Instant.Min(_client.NextTurn, prediction), Instant.Min(Instant.Min(_server.NextTurn, output), _echoAcks.NextDeadline));
            if (wake > end)
                break;
            _now = Instant.Max(_now, wake);
            if (_client.NextTurn <= _now)
                _client.Turn(_now);
            if (prediction <= _now)
                Paint();
            if (_server.NextTurn <= _now || output <= _now || _echoAcks.NextDeadline <= _now)
                _server.Turn(_now);
        }

        _now = end;
    }

    private void ActAsServer(Instant now)
    {
        HostState live = _server.Session.Current;
        if (_server.Session.TryTakeRemote(out UserStream stream))
        {
            UserStreamReader actions = stream.ReadSince(_seen);
            while (actions.TryRead(out UserAction action))
            {
                for (int left = action.Keys.Length; action.Kind != UserActionKind.Resize && left > 0;)
                {
                    ReplayKey key = _sent.Dequeue();
                    left -= key.Bytes.Length;
                    Instant at = now + TimeSpan.FromMilliseconds(ProgramMs);
                    foreach ((int delayMs, string output, LineDiscipline discipline) in _program.AnswerInSteps(key))
                    {
                        at = Instant.Max(at + TimeSpan.FromMilliseconds(delayMs), _lastOutput);
                        _lastOutput = at;
                        _output.Enqueue((at, output, discipline));
                    }
                }

                _echoAcks.Enqueue(_server.Session.NewestRemoteNumber, now);
            }

            _seen = stream;
        }

        while (_output.TryPeek(out (Instant At, string Output, LineDiscipline Discipline) output) && output.At <= now)
        {
            _output.Dequeue();
            live.Feed(Encoding.UTF8.GetBytes(output.Output));
            live.ClearReplies();
            if (!_link.IsStock)
                live.Screen.LineDiscipline = output.Discipline;
        }

        _echoAcks.Forget(_server.Session.EchoedNumber);
        if (_echoAcks.Advance(now) && _server.Session.EchoedNumber < _echoAcks.EchoAck)
            live.Acknowledge(_echoAcks.EchoAck);
    }

    /// <summary>Text and cursor; what the user reads.</summary>
    internal sealed record Picture(string[] Rows, int CursorRow, int CursorColumn)
    {
        public static Picture Of(Framebuffer screen)
        {
            string[] rows = new string[screen.Rows];
            for (int row = 0; row < rows.Length; row++)
                rows[row] = screen.RowText(row);
            return new Picture(rows, screen.CursorRow, screen.CursorColumn);
        }

        public bool Equals(Picture? other) =>
            other is not null && CursorRow == other.CursorRow && CursorColumn == other.CursorColumn && Rows.AsSpan().SequenceEqual(other.Rows);

        public override int GetHashCode() => HashCode.Combine(CursorRow, CursorColumn);

        /// <summary>The cursor and the character before it are as they shall be.</summary>
        public bool HasTyped(Picture right) =>
            CursorRow == right.CursorRow && CursorColumn == right.CursorColumn && string.Equals(CellAt(CursorRow, -1), right.CellAt(CursorRow, -1), StringComparison.Ordinal);

        /// <summary>A row that no state of the program had, and that is no beginning of one either.</summary>
        public bool HasStrayCell(List<Picture> states)
        {
            for (int row = 0; row < Rows.Length; row++)
            {
                if (!states.Exists(state => row < state.Rows.Length && string.Equals(state.Rows[row], Rows[row], StringComparison.Ordinal)))
                    return true;
            }

            return false;
        }

        public override string ToString() => string.Join('\n', Rows).TrimEnd() + $"\n[{CursorRow},{CursorColumn}]";

        /// <summary>The cursor's row with a bar for the cursor (where wide characters stand before it, the bar is too far right).</summary>
        public string CursorText => $"{CursorRow} '{Rows[CursorRow].PadRight(CursorColumn).Insert(CursorColumn, "\u2588")}'";

        /// <summary>What the cursor's row shows from the cursor on. Where wide characters stand before it, it begins a little later.</summary>
        public string TextBehindCursor => Rows[CursorRow].Length > CursorColumn ? Rows[CursorRow][CursorColumn..].TrimEnd() : "";

        private string CellAt(int row, int offset)
        {
            int column = 0;
            foreach (Rune rune in Rows[row].EnumerateRunes())
            {
                int width = Math.Max(1, Moshi.Terminal.Unicode.Widths.Of(rune.Value));
                if (column + width >= CursorColumn + offset + 1)
                    return rune.ToString();
                column += width;
            }

            return " ";
        }
    }
}
