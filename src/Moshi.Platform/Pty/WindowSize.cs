using System.Runtime.InteropServices;

namespace Moshi.Platform.Pty;

/// <summary>Size of a terminal in character cells.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WindowSize(int Columns, int Rows)
{
    /// <summary>What is assumed when a terminal does not know its size.</summary>
    public static readonly WindowSize Default = new(80, 24);

    /// <summary>Both dimensions are known.</summary>
    public bool IsUsable => Columns > 0 && Rows > 0;
}
