using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Recordings;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Wire;

/// <summary>A recording through two real programs and an emulated link, which counts.</summary>
internal static class WireRig
{
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(700);

    /// <summary>Datagrams and UDP payload from the server to the client, from the first byte that the program prints until all is quiet.</summary>
    /// <exception cref="LabTimeoutException">It did not start or end.</exception>
    public static LinkCounters Measure(Pairing pairing, Recording recording, double roundTripMs)
    {
        string directory = Directory.CreateTempSubdirectory("moshi-wire-").FullName;
        try
        {
            string resultFile = Path.Combine(directory, "result");
            string file = Path.Combine(Programs.RecordingsDirectory, recording.Name + ".cast");
            using var server = MoshServer.Start(pairing.Server, ["sh", "-c", $"stty raw -echo; exec '{Environment.ProcessPath}' play '{file}' '{resultFile}'"]);
            using LinkEmulator link = new(server.EndPoint, LinkProfile.Of(roundTripMs));
            using PtyProcess client = MoshClient.StartOnPty(pairing.Client, link.EndPoint, server.Key, new TerminalSize(recording.Columns, recording.Rows));
            Playback playback = new(client, recording, resultFile, pairing.ToString());
            playback.AwaitReady(LabTime.Generous, Settled);
            LinkCounters before = link.ToClient;
            playback.Run(Settled + TimeSpan.FromMilliseconds(2 * roundTripMs));
            LinkCounters after = link.ToClient;
            return after with { Received = after.Received - before.Received, ReceivedBytes = after.ReceivedBytes - before.ReceivedBytes };
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
