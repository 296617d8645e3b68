using System.Net;
using System.Net.Sockets;
using System.Text;
using Moshi.Platform.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Config;
using Moshi.Transport.Nat;

namespace Moshi.Tests.Fuzz;

/// <summary>What ssh, its master, the remote host, the kernel and a STUN server say about where the server is.</summary>
internal static class AddressFuzz
{
    private static readonly byte[] s_transaction = Convert.FromHexString("b7e7a701bc34d686fa87dfae");

    /// <summary>Lines of ssh's log, of a master's answer, of the host and of /proc/net/tcp. Whatever they are, at most eight places come of it, and none that is forbidden.</summary>
    public static readonly FuzzTarget Lines = new("address lines", ReadLines)
    {
        SmokeRuns = 4000,
        Corpus = Texts(
            "Authenticated to gw ([10.9.1.1]:22001) using \"publickey\".\n10.0.3.11/24\n203.0.113.9 60001\n203.0.113.9",
            "  tcp 2001:db8::5:50000 -> 2001:db8::7:22\r\nfe80::1%3\n2001:db8::5 1\n::ffff:192.0.2.1",
            "   3: 0501A8C0:C350 070071CB:0016 01 00000000:00000000 02:000A7B1A 00000000  1000        0 41021 2 0000000000000000 20 4 30 10 -1\n127.0.0.1\n224.0.0.1 1\n::1"),
        Dictionary = Texts(
            "Authenticated to ", "(via proxy)", ") using \"", " ([", "]:22", "  tcp ", " -> ", "127.0.0.1", "::1", "fe80::1%lo", "::ffff:", "224.0.0.251", "0.0.0.0", "/24", "%", "[", "]",
            "2001:db8::7", "100.64.0.1", "fd00::1", "10.0.0.1", " 65535", " 0", "\n", "\r\n", "0100007F:0016", " 01 ", " 0A "),
    };

    /// <summary>Answers of a STUN server, damaged in all ways behind the header that makes them one.</summary>
    public static readonly FuzzTarget StunAnswers = new("STUN answers", ReadStunAnswer)
    {
        SmokeRuns = 4000,
        Corpus =
        [
            Convert.FromHexString("8022000b7465737420766563746f7220002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"),
            Convert.FromHexString("002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"),
            Convert.FromHexString("000100080001ea61cb007109"),
        ],
        Dictionary = [[0, 0x20], [0, 1], [0x80, 0x28], [0, 8], [0, 4], [0, 20], [0xFF, 0xFF], [0, 1, 0, 1], [0, 2]],
    };

    private static void ReadLines(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        SshRoute route = SshRoute.Unknown;
        var found = new List<IPAddress>();
        var told = new List<IPEndPoint>();
        foreach (string line in text.Split('\n'))
        {
            if (SshRoute.TryReadLog(line, out SshRoute logged))
                route = logged;
            if (AddressText.TryRead(line, out IPAddress address))
                found.Add(address);
            if (AddressText.TryReadPublic(line, out IPEndPoint endpoint))
                told.Add(endpoint);
            if (TcpTable.TryReadRow(line, out TcpTableRow row))
                FuzzFailureException.Unless(!row.Local.IsNone && !row.Remote.IsNone, "a row without ends");
        }

        foreach (SshRoute way in new[] { route, SshRoute.Proxied })
        {
            var sources = new CandidateSources
            {
                Port = 60001,
                Ports = PortMap.TryParse("40001:60001", out PortMap? map, out _) ? map : PortMap.Default,
                Route = way,
                Public = told,
                Interfaces = found,
                Connection = found.Count > 0 ? found[0] : null,
            };
            Judge(CandidateList.Build(sources), way);
            FuzzFailureException.Unless(CandidateAdvice.Explain("host", sources).Length > 0, "no advice");
        }
    }

    private static void Judge(IReadOnlyList<Candidate> candidates, SshRoute route)
    {
        FuzzFailureException.Unless(candidates.Count <= CandidateList.Limit, "too many targets");
        foreach (Candidate candidate in candidates)
        {
            bool isSshs = route.Remote is { } remote && remote.GetAddressBytes().AsSpan().SequenceEqual(candidate.Address.GetAddressBytes());
            byte first = candidate.Address.GetAddressBytes()[0];
            bool isNobodys = candidate.Address.IsIPv6Multicast || (candidate.Address.AddressFamily == AddressFamily.InterNetwork && first is 0 or >= 224);
            FuzzFailureException.Unless(!isNobodys || candidate.Address.AddressFamily == AddressFamily.InterNetworkV6 && !candidate.Address.IsIPv6Multicast, $"{candidate} is nobody's");
            FuzzFailureException.Unless(isSshs || !(IPAddress.IsLoopback(candidate.Address) || candidate.Address.IsIPv6LinkLocal), $"{candidate} is only ssh's to name");
            FuzzFailureException.Unless(!candidate.Address.IsIPv4MappedToIPv6 && candidate.Port is > 0 and <= 65535, $"{candidate} is malformed");
        }
    }

    private static void ReadStunAnswer(ReadOnlySpan<byte> input)
    {
        // The input as it is, and as the attributes of a well-formed answer.
        Check(input);
        byte[] answer = new byte[20 + Math.Min(input.Length, 1000)];
        answer[0] = 1;
        answer[1] = 1;
        answer[2] = (byte)((answer.Length - 20) >> 8);
        answer[3] = (byte)(answer.Length - 20);
        Convert.FromHexString("2112a442").CopyTo(answer, 4);
        s_transaction.CopyTo(answer, 8);
        input[..(answer.Length - 20)].CopyTo(answer.AsSpan(20));
        Check(answer);
    }

    private static void Check(ReadOnlySpan<byte> answer)
    {
        _ = StunBinding.TryMeasure(answer, out int length);
        FuzzFailureException.Unless(length <= answer.Length || length <= 20 + ushort.MaxValue, "a length beyond any message");
        bool isAnswer = StunBinding.IsAnswer(answer, s_transaction);
        if (StunBinding.TryReadMapped(answer, out Moshi.Transport.Sync.NetworkPath seen))
            FuzzFailureException.Unless(seen.Port != 0, "port 0");
        FuzzFailureException.Unless(!isAnswer || answer.Length <= StunBinding.MaxResponseBytes, "an answer that is too long");
    }

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
