using Moshi.Session;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>What a key costs in memory once a session has been typed at for a while: both ends, with their screens, over a perfect link.</summary>
public sealed class SteadyStateTests
{
    private const int WarmUpKeys = 600, Keys = 400;

    // A snapshot (rows are shared, so: an object, its list of rows) and the one row that differs; at a client also the reader of a stock server's painting.
    private const long ClientBytesPerPicture = 2560, ServerBytesPerPicture = 1664;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_and_its_echo_allocate_the_picture_that_is_kept_and_nothing_else(bool isOurs)
    {
        using TypedSession pair = Warm(isOurs);
        ulong frames = pair.Frames;
        for (int key = 0; key < Keys; key++)
            pair.Type(key);
        Assert.InRange(pair.Frames - frames, (ulong)Keys / 2, (ulong)Keys * 2);
        string seen = $"bytes a key: client {pair.ClientBytes / (double)Keys:0}, server {pair.ServerBytes / (double)Keys:0}; {pair.Frames - frames} frames";
        Assert.True(pair.ClientBytes <= ClientBytesPerPicture * Keys, seen);
        Assert.True(pair.ServerBytes <= ServerBytesPerPicture * Keys, seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Acknowledgements_heartbeats_and_waiting_allocate_nothing(bool isOurs)
    {
        using TypedSession pair = Warm(isOurs);
        // What the last key still brings, and the states that the heartbeats of both ends are.
        pair.Pass(TimeSpan.FromMinutes(2));
        pair.ResetBytes();
        int packets = pair.Packets;
        pair.Pass(TimeSpan.FromMinutes(1));
        Assert.InRange(pair.Packets - packets, 4, 100);
        Assert.True(
            pair.ClientBytes == 0 && pair.ServerBytes == 0,
            $"bytes in a quiet minute: client {pair.ClientBytes}, server {pair.ServerBytes}, {pair.Packets - packets} packets");
    }

    private static TypedSession Warm(bool isOurs)
    {
        var pair = new TypedSession(isOurs);
        for (int key = 0; key < WarmUpKeys; key++)
            pair.Type(key);
        pair.ResetBytes();
        Assert.Equal(isOurs, pair.SpeaksFrames);
        return pair;
    }
}
