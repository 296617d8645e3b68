using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

public sealed class ClientFactsTests
{
    [Fact]
    public void What_the_client_found_out_reaches_the_server()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            ColorOverrides colors = ColorOverrides.None;
            for (int count = random.Next(30); count > 0; count--)
                colors = colors.With(random.Next(DynamicColor.Count), Color.Rgb(random.Next(256), random.Next(256), random.Next(256)));
            var told = new OuterTerminal
            {
                Colors = colors,
                ColorScheme = (ColorScheme)random.Next(3),
                CellWidthPixels = round % 3 == 0 ? 0 : random.Next(1, 100),
                CellHeightPixels = round % 3 == 0 ? 0 : random.Next(1, 100),
                HasKeyboardProtocol = random.Next(2) == 0,
            };
            Assert.True(ClientFacts.TryRead(ClientFacts.Write(told), out OuterTerminal read), $"round {round}");
            Assert.Equal(told, read);
            byte[] later = [.. ClientFacts.Write(told), 1, 2, 3];
            Assert.True(ClientFacts.TryRead(later, out read));
            Assert.Equal(told, read);
        }
    }

    [Fact]
    public void All_facts_fit_the_field()
    {
        ColorOverrides colors = ColorOverrides.None;
        for (int slot = 0; slot < DynamicColor.Count; slot++)
            colors = colors.With(slot, Color.Rgb(slot & 255, 1, 2));
        byte[] facts = ClientFacts.Write(new OuterTerminal { Colors = colors });
        Assert.InRange(facts.Length, 1, ClientFacts.MaxBytes);
        Assert.InRange(ClientFacts.MaxBytes, 1, UserStream.MaxTerminalFactsBytes);
    }

    [Fact]
    public void What_nobody_can_have_is_not_believed()
    {
        Assert.True(ClientFacts.TryRead([1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0], out OuterTerminal read));
        Assert.False(read.HasCellSize);
        Assert.Equal(0, read.CellWidthPixels);
        Assert.False(ClientFacts.TryRead([], out _));
        Assert.False(ClientFacts.TryRead([0, 0, 0, 0, 0, 0, 0, 0, 0], out _));
        Assert.False(ClientFacts.TryRead([1, 0, 3, 0, 0, 0, 0, 0, 0], out _));
        Assert.False(ClientFacts.TryRead([1, 0, 0, 0, 0, 0, 0, 0, 1], out _));
        Assert.False(ClientFacts.TryRead([1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 15, 0, 0, 0], out _));
    }

    [Fact]
    public void A_question_for_the_background_is_answered_from_them()
    {
        var server = new HostState(new WindowSize(80, 24), answersQueries: true);
        server.UseTerminal(new Emulator(80, 24));
        server.SetOuterTerminal(new OuterTerminal { Colors = ColorOverrides.None.With(DynamicColor.Background, Color.Rgb(0x12, 0x34, 0x56)) });
        server.Feed("\u001b]11;?\u001b\\"u8);
        Assert.Equal("\u001b]11;rgb:1212/3434/5656\u001b\\", System.Text.Encoding.ASCII.GetString(server.Replies));
    }
}
