using Moshi.Terminal.Prediction;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>The engine's memory of unacknowledged keys, seen through what it guesses anew.</summary>
public sealed class KeysInFlightTests
{
    [Theory]
    [InlineData(250, true)]
    [InlineData(260, false)]
    public void Only_so_many_keys_are_guessed_anew(int keys, bool isReplayed)
    {
        var client = new ClientModel(400, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("$ ", client.Sent);
        client.Paint();
        client.Type("w");
        ulong wrong = client.Sent;
        for (int i = 0; i < keys; i++)
            client.Type("x");

        client.Receive("[", wrong);
        client.Paint();
        client.Receive("x", wrong + 1, wrong + 1);
        Assert.Equal(isReplayed ? keys : 1, client.Paint().RowText(0).Count(c => c == 'x'));
    }

    [Fact]
    public void Memory_is_trusted_again_once_everything_forgotten_is_acknowledged()
    {
        var client = new ClientModel(400, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("$ ", client.Sent);
        client.Paint();
        for (int i = 0; i < 300; i++)
            client.Type("x");

        client.Receive("\r", client.Sent);
        client.Paint();
        client.Type("w");
        client.Type("y");
        client.Type("z");
        client.Receive("[", client.Sent - 2);
        client.Paint();
        client.Receive("y", client.Sent - 1);
        Assert.Equal("[yz", client.Paint().RowText(0));
    }
}
