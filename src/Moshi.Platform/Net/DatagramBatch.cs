namespace Moshi.Platform.Net;

/// <summary>
/// Several datagrams that are received or sent by one system call (<see cref="UdpSocket.Receive(DatagramBatch)"/>, <see cref="UdpSocket.Send(DatagramBatch, in UdpEndpoint, in UdpEndpoint)"/>). A loop
/// has one for both: what was received is dealt with before anything is sent. Memory that no datagram has touched is the kernel's.
/// </summary>
public sealed class DatagramBatch
{
    /// <summary>Most datagrams of a batch: a call for each eight is an eighth of what a call for each costs, and more would hold the first one up.</summary>
    public const int Capacity = 8;

    // One more than a datagram may have, so that a longer one is refused rather than cut off.
    internal const int SlotBytes = UdpSocket.MaxDatagramBytes + 8;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Capacity * SlotBytes);
    private readonly ReceivedDatagram[] _datagrams = new ReceivedDatagram[Capacity];

    /// <summary>Datagrams here.</summary>
    public int Count { get; private set; }

    /// <summary>True when no further one can be added; after receiving: there may be more.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>Where the next datagram to be sent is written; not to be asked for when <see cref="IsFull"/>.</summary>
    public Span<byte> Next => _bytes.AsSpan(Count * SlotBytes, SlotBytes);

    /// <summary>The bytes of a datagram.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(index * SlotBytes, _datagrams[index].Length);

    /// <summary>What is known about a datagram that was received.</summary>
    public ref readonly ReceivedDatagram Received(int index) => ref _datagrams[index];

    /// <summary>What was written to <see cref="Next"/> is to be sent.</summary>
    /// <param name="length">Its length in bytes.</param>
    public void Add(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, SlotBytes);
        _datagrams[Count++].Length = length;
    }

    public void Clear() => Count = 0;

    internal Span<byte> Bytes => _bytes;

    internal static int OffsetOf(int index) => index * SlotBytes;

    internal void Set(int count) => Count = count;

    internal void Set(int index, in ReceivedDatagram datagram) => _datagrams[index] = datagram;
}
