using System.Text.Json;
using Moshi.Terminal.Emulation.Stock;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>Recorded sessions between stock programs: the server's diffs, applied and painted again by the renderer that is our measure of stock.</summary>
public sealed class StockSessionTests
{
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (JsonElement session in Vectors.Root.GetProperty("sessions").EnumerateArray())
                names.Add(session.Text("name"));

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Diffs_of_a_stock_server_are_painted_byte_for_byte(string name)
    {
        var states = new Dictionary<ulong, StockEmulator> { [0] = new(80, 24) { AnswersQueries = false } };
        int compared = 0;
        var renderer = new StockRenderer(StockRenderer.Facts.Wire);
        foreach (JsonElement datagram in Session(name).GetProperty("datagrams").EnumerateArray())
        {
            if (!IsDiffFromServer(datagram, out JsonElement instruction, out JsonElement diff)
                || !states.TryGetValue(instruction.GetProperty("old_num").GetUInt64(), out StockEmulator? old))
            {
                continue;
            }

            StockEmulator state = old.Snapshot();
            string expected = "";
            foreach (JsonElement part in diff.EnumerateArray())
            {
                if (part.TryGetProperty("resize", out JsonElement resize))
                {
                    state.Resize(resize.EnumerateObject().First().Value.GetInt32(), resize.EnumerateObject().Last().Value.GetInt32());
                }
                else if (part.TryGetProperty("hostbytes", out JsonElement host))
                {
                    byte[] bytes = host.Hex("hoststring_hex");
                    state.Feed(bytes);
                    expected = Pictures.Escape(bytes);
                }
            }

            Assert.Equal(expected, Pictures.Escape(renderer.Render(old.Screen, state.Screen, isFresh: false)));
            states[instruction.GetProperty("new_num").GetUInt64()] = state;
            compared += expected.Length > 0 ? 1 : 0;
        }

        Assert.True(compared > 0);
    }

    private static bool IsDiffFromServer(JsonElement datagram, out JsonElement instruction, out JsonElement diff)
    {
        diff = default;
        return datagram.TryGetProperty("instruction", out instruction)
            && string.Equals(datagram.Text("direction"), "to_client", StringComparison.Ordinal)
            && instruction.ValueKind == JsonValueKind.Object
            && datagram.TryGetProperty("diff_decoded", out diff)
            && diff.ValueKind == JsonValueKind.Array;
    }

    private static JsonElement Session(string name) => Vectors.Root.GetProperty("sessions").EnumerateArray()
        .Single(item => string.Equals(item.Text("name"), name, StringComparison.Ordinal));
}
