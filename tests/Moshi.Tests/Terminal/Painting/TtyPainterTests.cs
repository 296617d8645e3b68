using System.Buffers;
using System.Text;
using System.Text.Json;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

public sealed class TtyPainterTests
{
    /// <summary>What terminfo says about the terminals of the recorded scenarios: ech, bce; and whether stock sends them titles.</summary>
    private static readonly Dictionary<string, PaintProfile> Profiles = new(StringComparer.Ordinal)
    {
        ["term_xterm"] = new(EraseCharacters: true, BackColorErase: true, Titles: true),
        ["term_vt100"] = new(EraseCharacters: false, BackColorErase: false, Titles: false),
        ["term_screen-256color"] = new(EraseCharacters: true, BackColorErase: false, Titles: true),
        ["term_tmux-256color"] = new(EraseCharacters: true, BackColorErase: false, Titles: true),
        ["term_linux"] = new(EraseCharacters: true, BackColorErase: true, Titles: false),
        ["term_rxvt"] = new(EraseCharacters: true, BackColorErase: true, Titles: true),
        ["server_modes_and_shutdown"] = PaintProfile.Wire,
    };

    public static TheoryData<string> Scenarios => [.. Profiles.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Scenario_is_painted_byte_for_byte(string name)
    {
        var painter = new TtyPainter(Profiles[name]);
        var prefix = new TitlePrefix(TitlePrefix.Stock);
        var emulator = new StockEmulator(80, 24) { AnswersQueries = false };
        foreach (JsonElement step in Scenario(name).GetProperty("steps").EnumerateArray())
        {
            var output = new ArrayBufferWriter<byte>();
            if (string.Equals(step.Text("op"), "startup", StringComparison.Ordinal))
            {
                TtyPainter.WriteOpening([], output);
                painter.Paint(emulator.Screen, output);
                Assert.EndsWith(Pictures.Escape(output.WrittenSpan), Recorded(step), StringComparison.Ordinal);
                continue;
            }

            emulator.Feed(Encoding.UTF8.GetBytes(step.Text("hoststring")));
            Framebuffer frame = emulator.Screen.Snapshot();
            prefix.Apply(frame);
            if (string.Equals(step.Text("op"), "server_state", StringComparison.Ordinal))
            {
                painter.Paint(frame, output);
                Assert.Equal(Recorded(step), Pictures.Escape(output.WrittenSpan));
                continue;
            }

            // The last frame, then the same without the prefix, then what stock resets; ours goes on with what stock forgets.
            painter.Paint(frame, output);
            painter.Paint(emulator.Screen, output);
            TtyPainter.WriteClosing("|"u8, output);
            string[] halves = Pictures.Escape(output.WrittenSpan).Split("\\u001b[?9l\\u001b[?1004l\\u001b[?2004l\\u001b[?5l|");
            Assert.Equal(2, halves.Length);
            Assert.StartsWith(halves[0], Recorded(step), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Invalidated_painter_paints_all_but_no_bell_and_no_clipboard()
    {
        StockEmulator emulator = Pictures.Emulate(20, 5, "\u001b]0;t\ahello\a\u001b]52;c;aGk=\a\u001b[?1000h");
        var painter = new TtyPainter(PaintProfile.Wire);
        painter.Paint(emulator.Screen, new ArrayBufferWriter<byte>());
        painter.Invalidate();
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(emulator.Screen, output);
        Assert.Equal(
            "\u001b]0;t\u0007\u001b[?5l\u001b[r\u001b[0m\u001b[H\u001b[2J\u001b[?25lhello\u001b[K\r\n\u001b[K\n\u001b[K\n\u001b[K\n\u001b[K"
            + "\u001b[1;6H\u001b[?25h\u001b[0m\u001b[?2004l\u001b[?1000h\u001b[?1004l\u001b[?1015l\u001b[?1006l\u001b[?1005l",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Unchanged_picture_paints_nothing()
    {
        StockEmulator emulator = Pictures.Emulate(20, 5, "\u001b]0;t\ahello");
        var painter = new TtyPainter(PaintProfile.Wire);
        painter.Paint(emulator.Screen, new ArrayBufferWriter<byte>());
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(emulator.Snapshot().Screen, output);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Overlay_is_painted_and_taken_back_and_the_screen_below_stays()
    {
        StockEmulator emulator = Pictures.Emulate(20, 3, "hello");
        var painter = new TtyPainter(PaintProfile.Wire);
        painter.Paint(emulator.Screen, new ArrayBufferWriter<byte>());
        Framebuffer overlay = emulator.Screen.Snapshot();
        overlay.SetCell(0, 5, '!', new Style(Color.Default, Color.Default, CellAttributes.Underline));
        overlay.MoveCursor(0, 6);
        Assert.Equal("\u001b[0;4m!\u001b[0m", Painted(painter, overlay));
        Assert.True(emulator.Screen[0, 5].IsBlank);
        Assert.Equal("\u001b[?25l\b\u001b[K\u001b[?25h", Painted(painter, emulator.Screen));
    }

    private static string Painted(TtyPainter painter, Framebuffer frame)
    {
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(frame, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Recorded(JsonElement step) => Pictures.Escape(Encoding.UTF8.GetBytes(step.Text("client_output")));

    private static JsonElement Scenario(string name) =>
        Vectors.Root.GetProperty("client_display").GetProperty("scenarios").EnumerateArray()
            .Single(item => string.Equals(item.Text("name"), name, StringComparison.Ordinal));
}
