using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// What only the user's own terminal knows, as the client found it out when it attached. The emulator answers the host's questions from it at once.
/// <c>default</c>: nothing is known, as with a stock client.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OuterTerminal
{
    private readonly ColorOverrides? _colors;

    /// <summary>Largest size of a cell that is believed, in pixels.</summary>
    public const int MaxCellPixels = 1024;

    /// <summary>The terminal's own colours, as far as it told them; the slots are those of <see cref="ColorOverrides"/>.</summary>
    public ColorOverrides Colors
    {
        get => _colors ?? ColorOverrides.None;
        init => _colors = value;
    }

    /// <summary>Width of a cell in pixels, 0 when unknown.</summary>
    public int CellWidthPixels { get; init; }

    /// <summary>Height of a cell in pixels, 0 when unknown.</summary>
    public int CellHeightPixels { get; init; }

    /// <summary>Dark or light.</summary>
    public ColorScheme ColorScheme { get; init; }

    /// <summary>True when the terminal speaks kitty's keyboard protocol, so that the client can pass the application's wish on.</summary>
    public bool HasKeyboardProtocol { get; init; }

    /// <summary>True when both sides of <see cref="CellWidthPixels"/> and <see cref="CellHeightPixels"/> are known and sane.</summary>
    public bool HasCellSize => CellWidthPixels is > 0 and <= MaxCellPixels && CellHeightPixels is > 0 and <= MaxCellPixels;
}
