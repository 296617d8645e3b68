using System.Buffers;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>
/// The server's painter for a stock client: writes the hoststring that turns a picture which the client holds into a newer one. Uses only what mosh 1.4
/// understands (mosh-protocol §8.3, §8.7), never a query, only complete sequences. The client then shows <see cref="Project"/> of the newer picture.
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
        ArgumentNullException.ThrowIfNull(output);
        PaintClipboard(from, to, output);
        output.Write(_renderer.Render(from, to, isFresh: false));
    }

    /// <summary>Appends a paint job that assumes nothing about the receiver but its size: every cell and every mode.</summary>
    public void PaintFresh(Framebuffer to, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(to);
        var blank = new Framebuffer(to.Columns, to.Rows) { BellCount = to.BellCount };
        PaintClipboard(blank, to, output);
        output.Write(_renderer.Render(blank, to, isFresh: true));
    }

    /// <summary>
    /// What a stock client shows of a picture: the screen in front only, in the renditions that it knows, characters in the widths that it gives them, titles
    /// cut. Blanks and spaces are one. The clipboard is left out where it cannot be told.
    /// </summary>
    public static Framebuffer Project(Framebuffer picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Framebuffer projected = PictureProjection.Whole(picture, PaintProfile.Wire);
        DisplayModes modes = picture.Modes;
        projected.Modes = new DisplayModes
        {
            CursorVisible = modes.CursorVisible,
            ReverseVideo = modes.ReverseVideo,
            BracketedPaste = modes.BracketedPaste,
            FocusEvents = modes.FocusEvents,
            MouseReporting = modes.MouseReporting,
            MouseEncoding = modes.MouseEncoding == MouseEncoding.SgrPixels ? MouseEncoding.Sgr : modes.MouseEncoding,
        };
        projected.TitleWasSet = picture.TitleWasSet;
        projected.Title = picture.TitleWasSet ? Cut(picture.Title) : "";
        projected.IconName = picture.TitleWasSet ? Cut(picture.IconName) : "";
        projected.Clipboard = IsTellable(picture.Clipboard) ? picture.Clipboard : "";
        projected.BellCount = picture.BellCount;
        return projected;
    }

    private static void PaintClipboard(Framebuffer from, Framebuffer to, IBufferWriter<byte> output)
    {
        if (!string.Equals(from.Clipboard, to.Clipboard, StringComparison.Ordinal) && IsTellable(to.Clipboard))
        {
            output.Write("\u001b]52;c;"u8);
            Encoding.UTF8.GetBytes(to.Clipboard.AsSpan(), output);
            output.Write("\u0007"u8);
        }
    }

    /// <summary>False for what would be cut, and for the question mark, which would make the outer terminal answer into the user's typing (quirk Q8).</summary>
    // A stock client would cut a longer text in the middle.
    private static bool IsTellable(string clipboard) => clipboard.Length <= Emulator.MaxStockClipboardCharacters && clipboard.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !clipboard.Contains('?');

    private static string Cut(string title)
    {
        var buffer = new PaintBuffer();
        buffer.AddCleanText(title, PictureProjection.MaxTitleLength);
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
