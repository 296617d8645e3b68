namespace Moshi.Lab.Link;

/// <summary>What passed one direction of an emulated link so far.</summary>
/// <param name="Received">Datagrams that arrived at the link.</param>
/// <param name="ReceivedBytes">Their UDP payload.</param>
/// <param name="Delivered">Datagrams sent on, duplicates included.</param>
/// <param name="Lost">Datagrams lost at random, in a burst or in a black hole.</param>
/// <param name="QueueDropped">Datagrams dropped before the bottleneck.</param>
/// <param name="TooLong">Datagrams dropped for their length.</param>
/// <param name="WorstLateness">The latest that a datagram was sent on after its time: the emulator's own error.</param>
public readonly record struct LinkCounters(
    long Received, long ReceivedBytes, long Delivered, long Lost, long QueueDropped, long TooLong, TimeSpan WorstLateness);
