using System.Text.Json;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Moshi.Tests.Terminal.Painting;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation.Stock;

/// <summary>The 162 recorded cases of a stock mosh-server 1.4.0: what an input paints, and what it answers to the host.</summary>
public sealed class StockVectorTests
{
    /// <summary>Where we paint other bytes than stock on purpose; the quirk says why (mosh-protocol §11).</summary>
    private static readonly Dictionary<string, string> PaintedOtherwise = new(StringComparer.Ordinal)
    {
        ["cup_out_of_range"] = "Q4: absolute cursor position after the last cell of the last row",
        ["wide_last_col_no_awm"] = "Q5: a space where a wide character has no room",
        ["sgr_truecolor_overflow"] = "Q22: components are clamped, not masked",
    };

    /// <summary>Where stock's own bytes do not reproduce its screen.</summary>
    private static readonly Dictionary<string, string> NotReproducedByStock = new(StringComparer.Ordinal)
    {
        ["cup_out_of_range"] = "Q4",
        ["wide_last_col_no_awm"] = "Q5",
        ["sgr_truecolor_overflow"] = "Q22",
    };

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (JsonElement item in Cases())
                names.Add(item.Text("name"));

            return names;
        }
    }

    [Fact]
    public void All_recorded_cases_are_here() => Assert.Equal(162, Cases().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Host_gets_the_answers_of_stock(string name)
    {
        JsonElement item = Case(name);
        Assert.Equal(item.Hex("host_reply_hex"), Emulate(item).Replies.ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Screen_is_the_one_that_the_bytes_of_stock_paint(string name)
    {
        JsonElement item = Case(name);
        var receiver = new StockEmulator(80, 24) { AnswersQueries = false };
        receiver.Feed(item.Hex("hoststring_hex"));
        string? difference = Pictures.WireDifference(Emulate(item).Screen, receiver.Screen);
        if (NotReproducedByStock.ContainsKey(name))
        {
            Assert.NotNull(difference);
            return;
        }

        Assert.Null(difference);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Painted_bytes_are_those_of_stock(string name)
    {
        JsonElement item = Case(name);
        ReadOnlySpan<byte> painted = new StockRenderer(StockRenderer.Facts.Wire).Render(new Framebuffer(80, 24), Emulate(item).Screen, isFresh: false);
        string expected = Pictures.Escape(item.Hex("hoststring_hex"));
        if (PaintedOtherwise.ContainsKey(name))
        {
            Assert.NotEqual(expected, Pictures.Escape(painted), StringComparer.Ordinal);
            return;
        }

        Assert.Equal(expected, Pictures.Escape(painted));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Painted_bytes_reproduce_the_screen(string name)
    {
        StockEmulator emulator = Emulate(Case(name));
        StockEmulator receiver = Pictures.Receiver(emulator.Screen);
        Assert.Null(Pictures.WireDifference(emulator.Screen, receiver.Screen));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Feeding_byte_by_byte_changes_nothing(string name)
    {
        JsonElement item = Case(name);
        var emulator = new StockEmulator(80, 24);
        emulator.Feed("\u001bc"u8);
        foreach (byte next in item.Hex("input_hex"))
            emulator.Feed([next]);

        StockEmulator whole = Emulate(item);
        Assert.Null(Pictures.Difference(whole.Screen, emulator.Screen));
        Assert.Equal(whole.Replies.ToArray(), emulator.Replies.ToArray());
    }

    private static StockEmulator Emulate(JsonElement item)
    {
        var emulator = new StockEmulator(80, 24);
        emulator.Feed("\u001bc"u8);
        emulator.Feed(item.Hex("input_hex"));
        return emulator;
    }

    private static JsonElement Case(string name) =>
        Cases().Single(item => string.Equals(item.Text("name"), name, StringComparison.Ordinal));

    private static JsonElement.ArrayEnumerator Cases() => Vectors.Root.GetProperty("emulation").GetProperty("cases").EnumerateArray();
}
