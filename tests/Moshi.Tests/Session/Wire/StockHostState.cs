using System.Buffers;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Moshi.Tests.Terminal.Painting;
using Moshi.Transport.Sync;

namespace Moshi.Tests.Session.Wire;

/// <summary>The screen of a stock server: its terminal and the bytes that its painter writes.</summary>
internal sealed class StockHostState : IHostState<StockHostState>
{
    /// <summary>Collection of the tests that use it: they share one renderer.</summary>
    public const string OneAtATime = "stock's renderer";

    private static readonly StockRenderer Renderer = new(StockRenderer.Facts.Wire);
    private readonly StockEmulator? _terminal;
    private readonly bool _isInitial;
    private readonly Framebuffer _screen;
    private ulong _echoAck;

    public StockHostState(WindowSize size)
    {
        _terminal = new StockEmulator(size.Columns, size.Rows) { AnswersQueries = false };
        _screen = _terminal.Screen;
        _isInitial = true;
    }

    private StockHostState(StockHostState other)
    {
        _screen = other._screen.Snapshot();
        _echoAck = other._echoAck;
    }

    public static StockHostState Create(WindowSize size) => new(size);

    public void Print(ReadOnlySpan<byte> output) => _terminal!.Feed(output);

    public void Acknowledge(ulong clientState) => _echoAck = Math.Max(_echoAck, clientState);

    public StockHostState Snapshot() => new(this);

    public bool Matches(StockHostState other) => _echoAck == other._echoAck && _screen.SameAs(other._screen);

    public void WriteDiff(StockHostState reference, IBufferWriter<byte> diff)
    {
        if (_echoAck != reference._echoAck)
            HostMessageWriter.WriteEchoAck(diff, _echoAck);
        if (reference._isInitial)
            HostMessageWriter.WriteResize(diff, new WindowSize(_screen.Columns, _screen.Rows));
        ReadOnlySpan<byte> painted = Renderer.Render(reference._screen, _screen, isFresh: false);
        if (!painted.IsEmpty)
            HostMessageWriter.WriteBytes(diff, painted);
    }

    public bool TryApply(ReadOnlySpan<byte> diff) => false;

    public void DropPrefix(StockHostState acknowledged)
    {
    }
}
