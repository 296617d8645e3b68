using System.Net;
using System.Net.Sockets;
using Moshi.Platform.Net;
using Xunit;

namespace Moshi.Interop.Platform;

/// <summary>The kernel's word about connections that really exist.</summary>
public sealed class TcpRoundTripsTests
{
    [Theory]
    [InlineData("127.0.9.1")]
    [InlineData("::1")]
    public void A_connection_to_an_address_tells_its_round_trip(string text)
    {
        var address = IPAddress.Parse(text);
        using var listener = new TcpListener(address, 0);
        listener.Start();
        using var client = new TcpClient(address.AddressFamily);
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using TcpClient server = listener.AcceptTcpClient();
        client.GetStream().Write([1]);
        server.GetStream().ReadExactly(new byte[1]);

        TimeSpan? found = TcpRoundTrips.To(address);

        Assert.SkipWhen(found is null && !File.Exists("/proc/net/protocols"), "no sock_diag here");
        Assert.NotNull(found);
        Assert.InRange(found.Value.TotalMilliseconds, 0.001, 1000);
    }

    [Fact]
    public void Without_a_connection_nothing_is_known() => Assert.Null(TcpRoundTrips.To(IPAddress.Parse("192.0.2.77")));
}
