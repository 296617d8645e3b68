using System.Runtime.InteropServices;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// By what a frame is recognised as the answer to a key: the cursor and the text before it on its row; after keys that change the text behind the
/// cursor, that too. What stands behind the cursor else is left out, since suggestions and prompts at the right change as they like.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Expectation
{
    /// <summary>False when nothing is expected, since the effect of a key before cannot be known.</summary>
    public bool IsKnown;

    /// <summary>Row of the cursor.</summary>
    public int Row;

    /// <summary>Column of the cursor.</summary>
    public int Column;

    /// <summary>Hash of the text before the cursor (<see cref="RowText"/>).</summary>
    public ulong Before;

    /// <summary>End of the text behind the cursor that counts too; 0 when none does.</summary>
    public int BehindEnd;

    /// <summary>Hash of the text behind the cursor.</summary>
    public ulong Behind;

    /// <summary>True when seeing this proves that the application echoes: a character stands where the host showed something else.</summary>
    public bool IsProof;

    /// <summary>True when the key was expected to change anything.</summary>
    public bool IsChange;

    /// <summary>True when what is behind the cursor is a guess at what the application will suggest.</summary>
    public bool IsSuggestion;

    /// <summary>Hash of the text behind the cursor, with that guess.</summary>
    public ulong Suggestion;

    /// <summary>Hash of the word that a space was typed behind: shells may put something else in its place; else 0.</summary>
    public ulong Word;

    /// <summary>Where the input ends on the cursor's row, spaces at its end included, as far as it was typed here; 0 when that is not known.</summary>
    public int InputEnd;

    /// <summary>Where a suggestion is expected to begin; -1 for none.</summary>
    public int Ghost;
}
