namespace Moshi.Terminal.Screen;

/// <summary>The modes that belong to the picture: they are compared when deciding whether there is anything to send, and painted (mosh-protocol §7.3).</summary>
public record struct DisplayModes
{
    /// <summary>The modes after a reset: cursor visible, everything else off.</summary>
    public static DisplayModes Initial => new() { CursorVisible = true };

    /// <summary>DECTCEM (25).</summary>
    public bool CursorVisible { get; set; }

    /// <summary>DECSCNM (5).</summary>
    public bool ReverseVideo { get; set; }

    /// <summary>Bracketed paste (2004).</summary>
    public bool BracketedPaste { get; set; }

    /// <summary>Focus events (1004).</summary>
    public bool FocusEvents { get; set; }

    /// <summary>Alternate scroll (1007): part of equality, never painted for stock peers (quirk Q6).</summary>
    public bool AlternateScroll { get; set; }

    /// <summary>DECCKM (1): cursor keys are sent as <c>ESC O A</c>. Told to clients of our own, translated at the server for others.</summary>
    public bool ApplicationCursorKeys { get; set; }

    /// <summary>DECNKM (66), DECKPAM: the keypad sends its own sequences.</summary>
    public bool ApplicationKeypad { get; set; }

    /// <summary>Grapheme clusters (2027): what is printed is measured by cluster, not by code point.</summary>
    public bool GraphemeClusters { get; set; }

    /// <summary>The topmost flags of kitty's keyboard protocol, 0 to 31; 0 is off.</summary>
    public byte KeyboardFlags { get; set; }

    /// <summary>xterm's modifyOtherKeys (<c>CSI &gt; 4 ; n m</c>), 0 to 2.</summary>
    public byte ModifyOtherKeys { get; set; }

    /// <summary>xterm's formatOtherKeys (<c>CSI &gt; 4 ; 1 f</c>): such keys are sent as <c>CSI code ; modifiers u</c>.</summary>
    public bool FormatOtherKeys { get; set; }

    /// <summary>Which mouse events are reported.</summary>
    public MouseReporting MouseReporting { get; set; }

    /// <summary>How mouse events are written.</summary>
    public MouseEncoding MouseEncoding { get; set; }
}
