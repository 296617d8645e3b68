using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>What the host says, beside its picture, about who reads the keys. Used by the engine only.</summary>
/// <param name="Discipline">ECHO and ICANON of the pty; unknown from a stock server.</param>
/// <param name="Shell">Where a shell with semantic prompts is (OSC 133); unknown from a stock server.</param>
/// <param name="BracketedPaste">Mode 2004: a line editor reads. Stock servers tell it too.</param>
/// <param name="IsAlternate">The alternate screen is shown; never from a stock server.</param>
/// <param name="Clusters">Mode 2027: the host's terminal measures grapheme clusters, by the tables that are here too; never from a stock server.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HostFacts(LineDiscipline Discipline, ShellPhase Shell, bool BracketedPaste, bool IsAlternate, bool Clusters)
{
    /// <summary>What a picture says.</summary>
    public static HostFacts Of(Framebuffer frame) =>
        new(frame.LineDiscipline, frame.ShellPhase, frame.Modes.BracketedPaste, frame.IsAlternate, frame.Modes.GraphemeClusters);

    /// <summary>Somebody echoes what is typed, as far as is known; on the alternate screen, a line editor in a pane of tmux or the like.</summary>
    public bool MayEcho => IsAlternate ? BracketedPaste : !Discipline.IsPasswordPrompt;

    /// <summary>The kernel edits the line itself, in its own way.</summary>
    public bool IsCanonical => Discipline is { IsKnown: true, Canonical: true };

    /// <summary>The kernel edits the line and shows it.</summary>
    public bool IsEchoedByKernel => IsCanonical && Discipline.Echo;

    /// <summary>
    /// A program edits lines by itself: bracketed paste is for such programs, and the kernel neither edits nor echoes for them. Those that read a secret in raw mode have no
    /// use for pastes.
    /// </summary>
    public bool IsLineEditor => !IsAlternate && BracketedPaste && (!Discipline.IsKnown || Discipline is { Canonical: false, Echo: false });

    /// <summary>The shell reads a command line on the screen that shows its marks.</summary>
    public bool IsShellInput => Shell == ShellPhase.Input && !IsAlternate && !Discipline.IsPasswordPrompt && !IsCanonical;
}
