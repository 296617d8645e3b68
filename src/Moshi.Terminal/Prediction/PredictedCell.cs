using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>The guess about one cell of the screen, or, while not <see cref="IsActive"/>, room for one. Used by the engine only.</summary>
internal struct PredictedCell
{
    /// <summary>What the cell is expected to show, in terms of the symbol table that the engine last saw.</summary>
    public Cell Replacement;

    /// <summary>When the key was typed.</summary>
    public long MadeMs;

    /// <summary>Judged once the server has acknowledged this client state.</summary>
    public ulong Expiration;

    /// <summary>Shown once this epoch is confirmed.</summary>
    public ulong Epoch;

    /// <summary>How many earlier contents are remembered; more than there is room for means that some were forgotten.</summary>
    public int OriginalCount;

    public bool IsActive;

    /// <summary>True when it is only known that the cell will change, or may.</summary>
    public bool IsUnknown;
}
