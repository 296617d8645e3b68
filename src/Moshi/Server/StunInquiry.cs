using System.Globalization;
using System.Text;
using Moshi.Platform;
using Moshi.Platform.Crypto;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Transport.Nat;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Server;

/// <summary>
/// In the first half of a server: asks a STUN server, from the session's own socket, where that is seen to be, and tells it on standard output as <c>MOSHI PUB ADDRESS PORT</c>. The
/// second half reads the socket, so the answers come through a pipe from there (<see cref="StunForwarder"/>). Nobody waits for any of this: <c>MOSH CONNECT</c> is out before it begins.
/// </summary>
internal sealed class StunInquiry : IDisposable
{
    /// <summary>Leading bytes of the transaction id that all requests of an inquiry have in common.</summary>
    public const int TransactionPrefixBytes = StunBinding.TransactionBytes - 1;

    /// <summary>RFC 8489 §6.2.1 lets the first repetition come after 500 ms or more; ours go to one server, twice at most, and a user waits.</summary>
    private static readonly TimeSpan FirstRepeat = TimeSpan.FromMilliseconds(250);

    /// <summary>After this time the answer helps nobody.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly string _server;
    private readonly int _port;
    private readonly int _answers;

    private StunInquiry(string server, int port)
    {
        _server = server;
        _port = port;
        (_answers, ForwardDescriptor) = Descriptor.Pipe();
        Descriptor.SetNonBlocking(ForwardDescriptor);
        Descriptor.SetNonBlocking(_answers);
    }

    /// <summary>The end of the pipe that the second half gets. Close it here once that has started.</summary>
    public int ForwardDescriptor { get; }

    /// <summary>What the answers are known by.</summary>
    public byte[] Transaction { get; } = SystemRandom.Bytes(TransactionPrefixBytes);

    /// <summary>Null when <paramref name="server"/> is null. Throws <see cref="OsException"/>.</summary>
    /// <param name="server">HOST:PORT, checked.</param>
    public static StunInquiry? Create((string Host, int Port)? server) => server is { } stun ? new StunInquiry(stun.Host, stun.Port) : null;

    /// <summary>Asks, and tells what comes back. Returns within some seconds, whatever happens.</summary>
    public void Run(UdpSocket socket)
    {
        List<UdpEndpoint> targets = FindTargets(socket.Family);
        if (targets.Count == 0)
            return;
        using var poll = new PollLoop();
        int slot = poll.Add(_answers);
        Instant start = LoopTime.Now, repeatAt = start;
        TimeSpan wait = FirstRepeat;
        bool[] open = new bool[targets.Count];
        Array.Fill(open, value: true);
        while (open.Contains(value: true) && LoopTime.Now is var now && now - start < Limit)
        {
            if (now >= repeatAt)
            {
                Ask(socket, targets, open);
                repeatAt = now + wait;
                wait *= 2;
            }

            poll.Wait(Instant.Min(repeatAt, start + Limit).ToDeadline());
            if (poll.IsReadable(slot) && !TryTell(open))
                return;
        }
    }

    public void Dispose() => Descriptor.Close(_answers);

    /// <summary>One server of each family that the socket can reach. The resolver may hang for longer than we want to live.</summary>
    private List<UdpEndpoint> FindTargets(UdpFamily socketFamily)
    {
        Task<IReadOnlyList<UdpEndpoint>> resolving = Task.Run(() => Resolver.Resolve(_server, _port, UdpFamily.None, out _));
        if (!resolving.Wait(Limit))
            return [];
        var targets = new List<UdpEndpoint>();
        foreach (UdpEndpoint found in resolving.Result)
        {
            bool canReach = found.Family == UdpFamily.V4 || socketFamily == UdpFamily.V6;
            if (canReach && targets.TrueForAll(target => target.Family != found.Family))
                targets.Add(found);
        }

        return targets;
    }

    private void Ask(UdpSocket socket, List<UdpEndpoint> targets, bool[] open)
    {
        Span<byte> transaction = stackalloc byte[StunBinding.TransactionBytes];
        Span<byte> request = stackalloc byte[StunBinding.RequestBytes];
        Transaction.CopyTo(transaction);
        for (int i = 0; i < targets.Count; i++)
        {
            transaction[^1] = (byte)i;
            StunBinding.WriteRequest(request, transaction);
            if (open[i] && socket.Send(request, targets[i]) is not (Errno.None or Errno.EAGAIN))
                open[i] = false;
        }
    }

    /// <summary>False when nothing more can come.</summary>
    private bool TryTell(bool[] open)
    {
        Span<byte> bytes = stackalloc byte[StunBinding.MaxResponseBytes * 4];
        IoResult read = Descriptor.Read(_answers, bytes);
        if (read.IsWouldBlock)
            return true;
        if (read.Count <= 0)
            return false;

        // The second half writes whole answers, each of which says how long it is.
        for (Span<byte> rest = bytes[..read.Count]; StunBinding.TryMeasure(rest, out int length); rest = rest[length..])
        {
            int target = rest[8 + TransactionPrefixBytes];
            if (target >= open.Length || !open[target])
                continue;
            open[target] = false;
            if (StunBinding.TryReadMapped(rest[..length], out NetworkPath seen))
                Tell(seen.ToEndpoint());
        }

        return true;
    }

    private static void Tell(in UdpEndpoint seen) =>
        Descriptor.WriteAll(1, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"MOSHI PUB {seen.ToAddressString()} {seen.Port}\n")));
}
