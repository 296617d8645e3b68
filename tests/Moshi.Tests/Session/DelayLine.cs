using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Session;

/// <summary>One direction of a link that delays, loses every so many datagrams if told so, and allocates nothing.</summary>
internal sealed class DelayLine(TimeSpan delay)
{
    private readonly byte[][] _datagrams = Enumerable.Range(0, 256).Select(_ => new byte[DatagramSizes.MaximumReceivedBytes]).ToArray();
    private readonly (Instant At, int Length)[] _queue = new (Instant, int)[256];
    private int _sent;
    private int _arrived;
    private int _offered;

    /// <summary>Every which datagram is lost; 0: none.</summary>
    public int LosesEvery { get; set; }

    /// <summary>Datagrams that were put in.</summary>
    public int Offered => _offered;

    /// <summary>Where the next datagram is to be written.</summary>
    public Span<byte> Next => _datagrams[_sent % _datagrams.Length];

    /// <summary>The datagram written to <see cref="Next"/> is on its way.</summary>
    public void Send(in Transmit transmit, Instant now)
    {
        _offered++;
        if (LosesEvery != 0 && _offered % LosesEvery == 0)
            return;
        if (_sent - _arrived == _queue.Length)
            throw new InvalidOperationException("The line is full.");
        _queue[_sent++ % _queue.Length] = (now + delay, transmit.Length);
    }

    /// <summary>When the next datagram arrives.</summary>
    public Instant NextArrival => _arrived == _sent ? Instant.Never : _queue[_arrived % _queue.Length].At;

    /// <summary>The next datagram that has arrived.</summary>
    public bool TryReceive(Instant now, out ReadOnlySpan<byte> datagram)
    {
        datagram = default;
        if (NextArrival > now)
            return false;
        datagram = _datagrams[_arrived % _datagrams.Length].AsSpan(0, _queue[_arrived % _queue.Length].Length);
        _arrived++;
        return true;
    }
}
