using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>What the termios of the host's pty say about typed text. <c>default</c>: not known, as from a stock server.</summary>
/// <param name="IsKnown">True when the two others were read from a pty.</param>
/// <param name="Echo">ECHO: the kernel echoes what is typed.</param>
/// <param name="Canonical">ICANON: the kernel edits lines. Canonical without echo is a password prompt.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LineDiscipline(bool IsKnown, bool Echo, bool Canonical)
{
    /// <summary>True when what is typed must not be shown.</summary>
    public bool IsPasswordPrompt => IsKnown && Canonical && !Echo;
}
