using System.Buffers;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// The server's painter: writes the hoststring that turns a picture which the client holds into a newer one. Uses only what a stock mosh 1.4 client
/// understands (mosh-protocol §8.7), never a query, only complete sequences.
/// </summary>
public sealed class WirePainter
{
    private readonly Renderer _renderer = new(PaintProfile.Wire);

    /// <summary>
    /// Appends the difference; nothing when there is none. When the sizes differ the whole screen is repainted: the receiver must have been resized
    /// before.
    /// </summary>
    public void Paint(Framebuffer from, Framebuffer to, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        output.Write(_renderer.Render(from, to, isFresh: false));
    }

    /// <summary>Appends a paint job that assumes nothing about the receiver but its size: every cell and every mode.</summary>
    public void PaintFresh(Framebuffer to, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(to);
        output.Write(_renderer.Render(new Framebuffer(to.Columns, to.Rows) { BellCount = to.BellCount }, to, isFresh: true));
    }
}
