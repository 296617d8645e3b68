using Moshi.Transport.Sync;

namespace Moshi.Tests.Session.Wire;

/// <summary>A screen that a recorded program prints on.</summary>
internal interface IHostState<TSelf> : ISyncState<TSelf>
    where TSelf : class, IHostState<TSelf>
{
    static abstract TSelf Create(WindowSize size);

    void Print(ReadOnlySpan<byte> output);

    void Acknowledge(ulong clientState);
}
