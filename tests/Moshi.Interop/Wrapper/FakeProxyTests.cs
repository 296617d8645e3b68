using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary>The wrapper as ssh's ProxyCommand.</summary>
public sealed class FakeProxyTests
{
    [Theory, MemberData(nameof(Pairings.Implementations), MemberType = typeof(Pairings))]
    public void Both_directions_are_carried_and_ended_apart(Implementation wrapper)
    {
        Pairings.Require(wrapper, "mosh");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string input = new string('a', 300_000) + "end";

        // Answers only once our input has ended, so a proxy that closes both directions at once fails.
        var server = new Thread(() =>
        {
            using TcpClient connection = listener.AcceptTcpClient();
            using NetworkStream stream = connection.GetStream();
            using var reader = new StreamReader(stream);
            string received = reader.ReadToEnd();
            stream.Write(Encoding.ASCII.GetBytes(new string('b', 500_000) + received.Length.ToString(CultureInfo.InvariantCulture)));
        });
        server.Start();
        Command.Outcome outcome = Command.Run(
            [Programs.Require(wrapper, "mosh"), "--family=prefer-inet", "--fake-proxy", "--", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture)], input: input);
        server.Join();

        Assert.Equal((0, "MOSH IP 127.0.0.1\n"), (outcome.ExitCode, outcome.Error));
        Assert.Equal(new string('b', 500_000) + "300003", outcome.Output);
    }

    [Theory, MemberData(nameof(Pairings.Implementations), MemberType = typeof(Pairings))]
    public void A_host_that_refuses_is_named_with_the_address_tried_last(Implementation wrapper)
    {
        Pairings.Require(wrapper, "mosh");
        string program = Programs.Require(wrapper, "mosh");

        Command.Outcome outcome = Command.Run([program, "--fake-proxy", "--", "localhost", "1"]);

        Assert.NotEqual(0, outcome.ExitCode);
        Assert.StartsWith($"{program}: Could not connect to localhost, last tried ", outcome.Error, StringComparison.Ordinal);
        Assert.EndsWith(": Connection refused\n", outcome.Error, StringComparison.Ordinal);
    }
}
