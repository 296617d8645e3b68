using System.Text;
using System.Text.Json;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>Proves the measure: what stock clients wrote to terminals of several kinds.</summary>
public sealed class StockDisplayTests
{
    /// <summary>What terminfo says about the terminals of the recorded scenarios: ech, bce; and whether stock sends them titles.</summary>
    private static readonly Dictionary<string, StockRenderer.Facts> Profiles = new(StringComparer.Ordinal)
    {
        ["term_xterm"] = new(EraseCharacters: true, BackColorErase: true, Titles: true),
        ["term_vt100"] = new(EraseCharacters: false, BackColorErase: false, Titles: false),
        ["term_screen-256color"] = new(EraseCharacters: true, BackColorErase: false, Titles: true),
        ["term_tmux-256color"] = new(EraseCharacters: true, BackColorErase: false, Titles: true),
        ["term_linux"] = new(EraseCharacters: true, BackColorErase: true, Titles: false),
        ["term_rxvt"] = new(EraseCharacters: true, BackColorErase: true, Titles: true),
        ["server_modes_and_shutdown"] = StockRenderer.Facts.Wire,
    };

    public static TheoryData<string> Scenarios => [.. Profiles.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Scenario_is_painted_byte_for_byte(string name)
    {
        var renderer = new StockRenderer(Profiles[name]);
        var shown = new Framebuffer(1, 1);
        var prefix = new TitlePrefix(TitlePrefix.Stock);
        var emulator = new StockEmulator(80, 24) { AnswersQueries = false };
        bool isFresh = true;
        foreach (JsonElement step in Scenario(name).GetProperty("steps").EnumerateArray())
        {
            bool isStart = string.Equals(step.Text("op"), "startup", StringComparison.Ordinal);
            emulator.Feed(isStart ? default : Encoding.UTF8.GetBytes(step.Text("hoststring")));
            Framebuffer frame = emulator.Screen.Snapshot();
            if (!isStart)
                prefix.Apply(frame);

            string painted = Pictures.Escape(renderer.Render(shown, frame, isFresh));
            (shown, isFresh) = (frame, false);
            if (isStart)
                Assert.EndsWith(painted, Recorded(step), StringComparison.Ordinal);
            else if (string.Equals(step.Text("op"), "server_state", StringComparison.Ordinal))
                Assert.Equal(Recorded(step), painted);
            else
                Assert.StartsWith(painted, Recorded(step), StringComparison.Ordinal);
        }
    }

    private static string Recorded(JsonElement step) => Pictures.Escape(Encoding.UTF8.GetBytes(step.Text("client_output")));

    private static JsonElement Scenario(string name) =>
        Vectors.Root.GetProperty("client_display").GetProperty("scenarios").EnumerateArray()
            .Single(item => string.Equals(item.Text("name"), name, StringComparison.Ordinal));
}
