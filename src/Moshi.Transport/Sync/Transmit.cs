namespace Moshi.Transport.Sync;

/// <summary>One datagram for the host to send: the first <see cref="Length"/> bytes of the buffer that it gave, to <see cref="To"/>.</summary>
public readonly record struct Transmit(int Length, NetworkPath To);
