using Moshi.Platform.Net;
using Xunit;

namespace Moshi.Tests.Platform;

public sealed class TcpTableTests
{
    private const string V4 = "   3: 0501A8C0:C350 070071CB:0016 01 00000000:00000000 02:000A7B1A 00000000  1000        0 41021 2 0000000000000000 20 4 30 10 -1";
    private const string V6 = "   0: B80D0120000000000000000005000000:C351 B80D0120000000000000000007000000:0016 01 00000000:00000000 00:00000000 00000000  1000        0 41022 1 0";
    private const string Mapped = "   0: 0000000000000000FFFF00000501A8C0:C352 0000000000000000FFFF0000070071CB:0016 01 00000000:00000000 00:00000000 00000000  1000        0 41023 1 0";

    // The kernel writes words of its own byte order; these are a little-endian machine's.
    private static bool IsReadableHere => BitConverter.IsLittleEndian;

    [Theory]
    [InlineData(V4, "192.168.1.5:50000", "203.113.0.7:22", 41021)]
    [InlineData(V6, "[2001:db8::5]:50001", "[2001:db8::7]:22", 41022)]
    [InlineData(Mapped, "192.168.1.5:50002", "203.113.0.7:22", 41023)]
    public void A_row_tells_both_ends_and_the_inode(string line, string local, string remote, ulong inode)
    {
        Assert.SkipUnless(IsReadableHere, "big-endian");
        Assert.True(TcpTable.TryReadRow(line, out TcpTableRow row));
        Assert.Equal((local, remote, TcpTable.Established, inode), (row.Local.ToString(), row.Remote.ToString(), row.State, row.Inode));
    }

    [Fact]
    public void What_is_cut_off_or_damaged_is_no_row()
    {
        Assert.False(TcpTable.TryReadRow("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", out _));
        int end = V4.IndexOf("41021", StringComparison.Ordinal);
        for (int length = 0; length <= end; length++)
            Assert.False(TcpTable.TryReadRow(V4.AsSpan(0, length), out _), $"{length} characters");
        Assert.False(TcpTable.TryReadRow(V4.Replace("C0:", "C0", StringComparison.Ordinal), out _));
        Assert.False(TcpTable.TryReadRow(V4.Replace("0501A8C0", "0501A8CX", StringComparison.Ordinal), out _));
    }

    [Fact]
    public void The_connection_that_was_opened_first_is_sshs_own()
    {
        TcpTableRow ssh = Row("10.0.0.5", 50000, "203.0.113.7", 22, TcpTable.Established, 1);
        TcpTableRow listener = Row("127.0.0.1", 8080, "0.0.0.0", 0, TcpTable.Listening, 2);
        TcpTableRow accepted = Row("127.0.0.1", 8080, "127.0.0.1", 40000, TcpTable.Established, 3);
        TcpTableRow forwarded = Row("10.0.0.5", 50001, "10.0.0.9", 80, TcpTable.Established, 4);
        TcpTableRow foreign = Row("10.0.0.5", 50002, "198.51.100.1", 443, TcpTable.Established, 99);
        TcpTableRow[] rows = [foreign, forwarded, accepted, listener, ssh];

        Assert.True(ProcessConnections.TryChoose([1, 2, 3, 4], rows, out TcpConnection connection));
        Assert.Equal("203.0.113.7:22", connection.Remote.ToString());
        Assert.Equal("10.0.0.5:50000", connection.Local.ToString());
        Assert.False(ProcessConnections.TryChoose([2, 3], rows, out _), "a master behind a proxy, with a forwarding in use");
        Assert.False(ProcessConnections.TryChoose([], rows, out _));
    }

    [Fact]
    public void A_connection_that_is_over_does_not_count()
    {
        TcpTableRow[] rows = [Row("10.0.0.5", 50000, "203.0.113.7", 22, state: 8, inode: 1)];

        Assert.False(ProcessConnections.TryChoose([1], rows, out _));
    }

    private static TcpTableRow Row(string local, int localPort, string remote, int remotePort, byte state, ulong inode)
    {
        Assert.True(UdpEndpoint.TryParse(local, localPort, out UdpEndpoint near));
        Assert.True(UdpEndpoint.TryParse(remote, remotePort, out UdpEndpoint far));
        return new TcpTableRow(near, far, state, inode);
    }
}
