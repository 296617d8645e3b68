using System.Globalization;
using System.Runtime.InteropServices;

namespace Moshi.Platform.Net;

/// <summary>Reads <c>/proc/net/tcp</c> and <c>/proc/net/tcp6</c> (proc(5)): a line of titles and a row for each socket.</summary>
public static class TcpTable
{
    public const byte Established = 0x01;
    public const byte Listening = 0x0A;

    private const int InodeColumn = 9;

    /// <summary>Reads one line. False for the titles and for anything that is not a row.</summary>
    public static bool TryReadRow(ReadOnlySpan<char> line, out TcpTableRow row)
    {
        row = default;
        int column = 0;
        UdpEndpoint local = default, remote = default;
        byte state = 0;
        foreach (Range range in line.Split(' '))
        {
            ReadOnlySpan<char> word = line[range].Trim();
            if (word.IsEmpty)
                continue;
            switch (column++)
            {
                case 1 when !TryReadEndpoint(word, out local):
                case 2 when !TryReadEndpoint(word, out remote):
                case 3 when !byte.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out state):
                    return false;
                case InodeColumn:
                    bool isRow = ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode);
                    row = isRow ? new TcpTableRow(local, remote, state, inode) : default;
                    return isRow;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Reads <c>0100007F:58CD</c>: the address as 32-bit words of this machine's byte order, the port in plain.</summary>
    private static bool TryReadEndpoint(ReadOnlySpan<char> word, out UdpEndpoint endpoint)
    {
        endpoint = default;
        int colon = word.IndexOf(':');
        if (colon is not (8 or 32) || !ushort.TryParse(word[(colon + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort port))
            return false;
        Span<byte> address = stackalloc byte[16];
        int bytes = colon / 2;
        for (int at = 0; at < bytes; at += sizeof(uint))
        {
            if (!uint.TryParse(word.Slice(at * 2, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint part))
                return false;
            MemoryMarshal.Write(address[at..], part);
        }

        endpoint = UdpEndpoint.FromBytes(address[..bytes], port);
        return true;
    }
}
