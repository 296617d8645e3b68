using System.Runtime.InteropServices;

namespace Moshi.Terminal.Painting;

/// <summary>What the receiver of a paint job can do beyond the sequences that are hard-coded (mosh-protocol §8.8).</summary>
/// <param name="EraseCharacters">It has ECH (terminfo <c>ech</c>).</param>
/// <param name="BackColorErase">Erased cells take the current background (terminfo <c>bce</c>).</param>
/// <param name="Titles">It shows window titles.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PaintProfile(bool EraseCharacters, bool BackColorErase, bool Titles)
{
    /// <summary>A mosh client, at the other end of the wire: it has all of them.</summary>
    public static PaintProfile Wire => new(true, true, true);
}
