using System.Buffers;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Unicode;
using Moshi.Transport.Sync;

namespace Moshi.Tests.Session.Wire;

/// <summary>The screen of a server of ours.</summary>
internal sealed class OurHostState : IHostState<OurHostState>
{
    private readonly HostState _state;

    private OurHostState(HostState state) => _state = state;

    public static OurHostState Create(WindowSize size)
    {
        var state = new HostState(size, answersQueries: true);
        state.UseTerminal(new Emulator(size.Columns, size.Rows) { WidthPolicy = WidthPolicy.Stock });
        return new OurHostState(state);
    }

    /// <summary>The client is one of ours.</summary>
    public bool WritesDeltas
    {
        set => _state.WritesDeltas = value;
    }

    public void Print(ReadOnlySpan<byte> output)
    {
        _state.Feed(output);
        _state.ClearReplies();
    }

    public void Acknowledge(ulong clientState) => _state.Acknowledge(clientState);

    public OurHostState Snapshot() => new(_state.Snapshot());

    public bool Matches(OurHostState other) => _state.Matches(other._state);

    public bool IsUrgentSince(OurHostState reference) => _state.IsUrgentSince(reference._state);

    public void WriteDiff(OurHostState reference, IBufferWriter<byte> diff) => _state.WriteDiff(reference._state, diff);

    public bool TryApply(ReadOnlySpan<byte> diff) => _state.TryApply(diff);

    public void DropPrefix(OurHostState acknowledged)
    {
    }
}
