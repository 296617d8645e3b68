using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Marks the window title of the outer terminal as that of a mosh session (mosh-protocol §8.8; users turn it off with
/// <c>MOSH_TITLE_NOPREFIX</c>). The last of the overlays; the frame that is painted at exit goes without it.
/// </summary>
public sealed class TitlePrefix(string prefix)
{
    /// <summary>What stock puts in front of titles.</summary>
    public const string Stock = "[mosh] ";

    private string _title = "";
    private string? _prefixed;

    /// <summary>
    /// Puts the prefix before the title of a frame that is about to be painted, and before its icon name when that is the same. A title that was
    /// never set stays unset. Allocates only when the title has changed.
    /// </summary>
    public void Apply(Framebuffer frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!frame.TitleWasSet)
            return;

        if (_prefixed is null || !string.Equals(frame.Title, _title, StringComparison.Ordinal))
        {
            _title = frame.Title;
            _prefixed = prefix + _title;
        }

        if (string.Equals(frame.IconName, frame.Title, StringComparison.Ordinal))
            frame.IconName = _prefixed;

        frame.Title = _prefixed;
    }
}
