using System.Globalization;
using System.Text;
using System.Text.Json;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>
/// Recorded sessions of a stock client under a scripted server: after each step our frame must look like the terminal that got what stock wrote, up to
/// the step where we know better than stock.
/// </summary>
public sealed class StockClientReplayTests
{
    private static readonly JsonElement Scenarios = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "mosh-vectors.json")))
        .RootElement.GetProperty("client_display").GetProperty("scenarios");

    /// <summary>Where our guess departs from stock's on purpose (docs/decisions/0011-prediction.md): the step, and why.</summary>
    private static readonly Dictionary<string, (int Step, string Reason)> Departures = new(StringComparer.Ordinal)
    {
        ["predict_experimental"] = (11, "where the cursor is after Enter is not guessed"),
        ["predict_overwrite"] = (10, "a space that stands for a character taken back is underlined by stock if the character was"),
        ["predict_utf8_wide"] = (3, "wide characters are guessed"),
        ["predict_paste_over_100"] = (3, "what is typed after a paste is not guessed before the server has answered the paste"),
    };

    public static TheoryData<string> Names => [.. Scenarios.EnumerateArray().Select(scenario => scenario.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Frame_looks_like_what_stock_painted(string name)
    {
        JsonElement scenario = Scenarios.EnumerateArray().Single(s => s.GetProperty("name").ValueEquals(name));
        int columns = scenario.GetProperty("cols").GetInt32();
        int rows = scenario.GetProperty("rows").GetInt32();
        string? Variable(string variable) => scenario.GetProperty("env").TryGetProperty(variable, out JsonElement value) ? value.GetString() : null;
        Assert.True(PredictionSettings.TryParseMode(Variable("MOSH_PREDICTION_DISPLAY"), out PredictionMode mode));
        bool overwrite = string.Equals(Variable("MOSH_PREDICTION_OVERWRITE"), "yes", StringComparison.Ordinal);
        var client = new ClientModel(
            columns,
            rows,
            new PredictionSettings(mode, overwrite),
            EscapeKey.Parse(Variable("MOSH_ESCAPE_KEY")),
            Variable("MOSH_TITLE_NOPREFIX") is null ? TitlePrefix.Stock : "",
            beginsSession: true);
        bool titles = Variable("TERM") is not ("vt100" or "linux");
        var outer = new StockEmulator(columns, rows);
        int compared = 0;
        foreach (JsonElement step in scenario.GetProperty("steps").EnumerateArray())
        {
            string operation = step.GetProperty("op").GetString()!;
            outer.Feed(Encoding.UTF8.GetBytes(step.GetProperty("client_output").GetString()!));
            if (string.Equals(operation, "server_shutdown", StringComparison.Ordinal))
            {
                // What follows restores the terminal, which is not the overlays' business.
                break;
            }

            if (Departures.TryGetValue(name, out (int Step, string Reason) departure) && departure.Step == compared)
                break;

            Play(client, operation, step);
            string differences = FrameComparison.Differences(outer.Screen, client.Paint(), titles);
            Assert.True(differences.Length == 0, $"step {compared}, {step.GetRawText()}:\n{differences}");
            compared++;
        }

        Assert.True(compared >= 2, "nothing was compared");
    }

    private static void Play(ClientModel client, string operation, JsonElement step)
    {
        client.NowMs += 100;
        switch (operation)
        {
            case "startup":
                break;
            case "server_state":
                JsonElement echoAck = step.GetProperty("echo_ack");
                ulong? acknowledged = echoAck.ValueKind == JsonValueKind.Null ? null : echoAck.GetUInt64();
                client.Receive(step.GetProperty("hoststring").GetString()!, acknowledged);

                // The client's acknowledgement of the server state is a client state too.
                client.Sent = Math.Max(client.Sent, acknowledged ?? 0) + 1;
                break;
            case "type":
                client.Type(Convert.FromHexString(step.GetProperty("bytes_hex").GetString()!));
                break;
            case "raw_datagram":
                bool isShort = step.GetProperty("hex").GetString()!.Length < 2 * 24;
                string notice = isShort ? "Ciphertext must contain nonce and tag." : "Packet failed integrity check.";
                client.Bar.Show("Crypto exception: " + notice, NoticeLifetime.Brief, client.NowMs);
                break;
            case "wait_s":
                client.NowMs += (long)(1000 * step.GetProperty("seconds").GetDouble()) - 100;
                break;
            default:
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Unknown step {operation}."));
        }
    }
}
