using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Scripted;

/// <summary>
/// A scripted server plays the recorded scenarios (mosh-protocol §12, client_display): after every step the client's terminal must look as a
/// stock client's did, up to the step where we guess better than stock. The stock client is the control.
/// </summary>
public sealed partial class ClientDisplayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Stillness = TimeSpan.FromMilliseconds(120);

    /// <summary>The steps at which our guesses depart from stock's on purpose (docs/decisions/0011-prediction.md).</summary>
    private static readonly Dictionary<string, (int Step, string Reason)> Departures = new(StringComparer.Ordinal)
    {
        ["predict_experimental"] = (11, "where the cursor is after Enter is not guessed"),
        ["predict_overwrite"] = (10, "a space that stands for a character taken back is underlined by stock if the character was"),
        ["predict_utf8_wide"] = (3, "wide characters are guessed"),
        ["predict_paste_over_100"] = (3, "what is typed after a paste is not guessed before the server has answered the paste"),
    };

    public static TheoryData<Implementation, string> Scenarios
    {
        get
        {
            TheoryData<Implementation, string> scenarios = [];
            foreach (JsonElement scenario in All.RootElement.GetProperty("client_display").GetProperty("scenarios").EnumerateArray())
            {
                scenarios.Add(Implementation.Stock, scenario.GetProperty("name").GetString()!);
                scenarios.Add(Implementation.Ours, scenario.GetProperty("name").GetString()!);
            }
            return scenarios;
        }
    }

    private static JsonDocument All { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "mosh-vectors.json")));

    [Theory, MemberData(nameof(Scenarios))]
    public void A_client_shows_what_a_stock_client_showed(Implementation implementation, string name)
    {
        Pairings.Require(implementation, "mosh-client");
        JsonElement scenario = All.RootElement.GetProperty("client_display").GetProperty("scenarios").EnumerateArray().First(one => one.GetProperty("name").GetString() == name);
        using Stage stage = new(implementation, scenario);
        int index = 0;
        foreach (JsonElement step in scenario.GetProperty("steps").EnumerateArray())
        {
            if (implementation == Implementation.Ours && Departures.TryGetValue(name, out (int Step, string Reason) departure) && departure.Step == index)
                return;
            stage.Play(step, $"{implementation} {name}, step {index++} ({step.GetProperty("op").GetString()})");
        }
        if (scenario.GetProperty("client_exit_code").ValueKind == JsonValueKind.Number)
            stage.AssertExit(scenario.GetProperty("client_exit_code").GetInt32());
    }

    private sealed partial class Stage : IDisposable
    {
        private readonly ScriptedPeer _server = ScriptedPeer.AsServer();
        private readonly PtyProcess _client;
        private readonly ScriptedScreen _expected, _actual;
        private readonly bool _isOurs;
        private readonly byte[] _buffer = new byte[65_536];
        private ulong _number;
        private bool _hasEnded;

        public Stage(Implementation implementation, JsonElement scenario)
        {
            int columns = scenario.GetProperty("cols").GetInt32(), rows = scenario.GetProperty("rows").GetInt32();
            _isOurs = implementation == Implementation.Ours;
            _expected = new ScriptedScreen(columns, rows);
            _actual = new ScriptedScreen(columns, rows);
            Dictionary<string, string> variables = MoshClient.Variables(_server.Key);
            variables.Remove("MOSH_PREDICTION_DISPLAY");
            variables["TERM"] = "xterm-256color";
            foreach (JsonProperty variable in scenario.GetProperty("env").EnumerateObject())
                variables[variable.Name] = variable.Value.GetString()!;
            _client = PtyProcess.Start(MoshClient.Command(implementation, _server.EndPoint), variables, new TerminalSize(columns, rows));
        }

        public void Play(JsonElement step, string what)
        {
            ReadOnlySpan<int> unlike = [];
            byte[] keys = [];
            bool showsJunk = false;
            switch (step.GetProperty("op").GetString())
            {
                case "startup":
                    long start = Stopwatch.GetTimestamp();
                    while (_server.NewestRemote == 0)
                    {
                        Assert.True(Stopwatch.GetElapsedTime(start) < LabTime.Generous, $"{what}: the client sent nothing");
                        Pump(TimeSpan.FromMilliseconds(2));
                    }
                    break;
                case "server_state":
                    bool acknowledges = step.GetProperty("echo_ack").ValueKind == JsonValueKind.Number;
                    ulong number = step.GetProperty("num").GetUInt64();
                    SendState(number, Bytes(step, "hoststring_hex"), acknowledges ? _server.NewestRemote : null);
                    break;
                case "type":
                    keys = Bytes(step, "bytes_hex");
                    _client.Write(keys);
                    break;
                case "raw_datagram":
                    // Ours does not let anybody who knows its port write on the screen.
                    showsJunk = true;
                    _server.SendRaw(Bytes(step, "hex"));
                    break;
                case "wait_s":
                    Pump(TimeSpan.FromSeconds(step.GetProperty("seconds").GetDouble()));
                    break;
                case "server_shutdown":
                    SendState(PeerInstruction.Shutdown, Bytes(step, "hoststring_hex"), null);
                    _hasEnded = true;
                    break;
                default:
                    throw new NotSupportedException(what);
            }
            if (!(showsJunk && _isOurs))
                _expected.Feed(step.TryGetProperty("client_output_hex", out _) ? Bytes(step, "client_output_hex") : System.Text.Encoding.UTF8.GetBytes(step.GetProperty("client_output").GetString()!));
            if (Contact().IsMatch(_expected.Row(0)))
            {
                // Stock shows the bar at its next chance after 6.5 s, so the count at which it begins is its own.
                unlike = [0];
                Assert.Matches(Contact(), _actual.Row(0));
            }
            AwaitSame(what, keys, unlike);
        }

        public void AssertExit(int code)
        {
            long start = Stopwatch.GetTimestamp();
            while (_client.IsRunning)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < LabTime.Generous, "the client does not end");
                Pump(TimeSpan.FromMilliseconds(5));
            }
            Assert.Equal(code, _client.WaitForExit().Code);
        }

        public void Dispose()
        {
            _client.Dispose();
            _server.Dispose();
        }

        private static byte[] Bytes(JsonElement step, string property) =>
            step.TryGetProperty(property, out JsonElement hex) ? Convert.FromHexString(hex.GetString()!) : System.Text.Encoding.UTF8.GetBytes(step.GetProperty(property[..^4]).GetString() ?? "");

        private void SendState(ulong number, byte[] hostBytes, ulong? echoAck)
        {
            _server.Send(new PeerInstruction(_number, number, _server.NewestRemote, _number, PeerInstruction.HostDiff(hostBytes, echoAck)));
            _number = number;
        }

        private void AwaitSame(string what, byte[] keys, ReadOnlySpan<int> unlike)
        {
            long start = Stopwatch.GetTimestamp(), sameSince = start;
            while (true)
            {
                Pump(TimeSpan.FromMilliseconds(5));
                string difference = _actual.Compare(_expected, withModes: !_hasEnded, unlike);
                if (difference.Length == 0 && !Carries(keys))
                    difference = "the keys have not been sent";
                if (difference.Length > 0)
                    sameSince = Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(sameSince) > Stillness)
                    return;
                Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"{what}:\n{difference}expected\n{_expected.Text}\ngot\n{_actual.Text}");
            }
        }

        // A step's keys are on their way when the newest diff ends with them; those that are the client's own commands never are.
        private bool Carries(byte[] keys) => keys.Length == 0 || keys.Contains((byte)0x1E) || keys.Contains((byte)'~') || keys.Contains((byte)'^')
            || (_server.Newest is { } newest && newest.Keys().AsSpan().EndsWith(keys));

        private void Pump(TimeSpan time)
        {
            long end = PtyProcess.DeadlineAfter(time);
            do
            {
                _server.Receive();
                int count = _client.Read(_buffer, Math.Min(end, PtyProcess.DeadlineAfter(TimeSpan.FromMilliseconds(2))));
                if (count > 0)
                    _actual.Feed(_buffer.AsSpan(0, count));
                else if (count < 0)
                    Thread.Sleep(1);
            }
            while (Stopwatch.GetTimestamp() < end);
        }

        [GeneratedRegex(@"^mosh: Last contact \d+ seconds ago\. \[To quit: Ctrl-\^ \.\]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Contact();
    }
}
