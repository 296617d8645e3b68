using System.Runtime.InteropServices;

namespace Moshi.Terminal.Prediction;

/// <summary>One key on its way to the host and back. Used by the engine only.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct KeyStroke
{
    /// <summary>What the key does.</summary>
    public KeyKind Kind;

    /// <summary>The character or mark; else 0.</summary>
    public int CodePoint;

    /// <summary>Columns that the character takes; else 0.</summary>
    public int Width;

    /// <summary>The client state that carries the key.</summary>
    public ulong State;

    /// <summary>When it was typed.</summary>
    public long TypedMs;

    /// <summary>What the screen is expected to show once the host has answered the key and all before it.</summary>
    public Expectation After;

    /// <summary>True when the user is shown the effect before the host has answered.</summary>
    public bool IsVisible;
}
