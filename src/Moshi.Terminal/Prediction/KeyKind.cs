namespace Moshi.Terminal.Prediction;

/// <summary>What a typed key does to the line that is being edited, as far as that can be known. Used by the engine only.</summary>
internal enum KeyKind : byte
{
    /// <summary>Nothing that shows: a focus report, the brackets of a paste.</summary>
    Nothing,

    /// <summary>Puts a character at the cursor.</summary>
    Character,

    /// <summary>Joins a combining mark to the character before the cursor.</summary>
    Mark,

    /// <summary>Takes away the character before the cursor.</summary>
    Backspace,

    /// <summary>Takes away the character under the cursor.</summary>
    Delete,

    /// <summary>Moves left by one character.</summary>
    Left,

    /// <summary>The same by Ctrl-B, which tells tmux that the next key is a command.</summary>
    LeftOrPrefix,

    /// <summary>Moves right by one character; at a suggestion, takes it over.</summary>
    Right,

    /// <summary>The same by Ctrl-F, which asks for something to be found in editors that follow other habits, and turns a page in yet others.</summary>
    RightOrCommand,

    /// <summary>Moves to the beginning of the input.</summary>
    Home,

    /// <summary>Moves to the end of the input.</summary>
    End,

    /// <summary>Takes away the input before the cursor (Ctrl-U).</summary>
    KillLeft,

    /// <summary>The same with text behind the cursor: in zsh and others the whole line goes.</summary>
    KillLeftOrLine,

    /// <summary>Takes away the input from the cursor on (Ctrl-K).</summary>
    KillRight,

    /// <summary>Takes away the word before the cursor (Ctrl-W).</summary>
    KillWord,

    /// <summary>Edits the same line in a way that cannot be known: completion, history, undo.</summary>
    Edit,

    /// <summary>Ends the line: what is typed next goes to a place, and perhaps to a program, that is not known yet.</summary>
    NewLine,

    /// <summary>Anything else. The application may be in another mode afterwards.</summary>
    Boundary,

    /// <summary>Input of which nothing is known, not even how much of it there was.</summary>
    Opaque,
}
