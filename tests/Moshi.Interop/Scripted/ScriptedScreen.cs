using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;

namespace Moshi.Interop.Scripted;

/// <summary>A terminal to which a client's bytes are applied, and what a person would see there.</summary>
internal sealed class ScriptedScreen(int columns, int rows)
{
    private readonly StockEmulator _emulator = new(columns, rows);

    /// <summary>Applies bytes.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _emulator.Feed(bytes);
        _emulator.ClearReplies();
    }

    /// <summary>The text of a row.</summary>
    public string Row(int row) => _emulator.Screen.RowText(row);

    /// <summary>All text.</summary>
    public string Text => _emulator.Screen.ToText();

    /// <summary>What differs for the eye from another; empty when nothing does. Rows of <paramref name="without"/> are not looked at.</summary>
    public string Compare(ScriptedScreen expected, bool withModes, params ReadOnlySpan<int> without)
    {
        Framebuffer wanted = expected._emulator.Screen, got = _emulator.Screen;
        StringBuilder report = new();
        for (int row = 0; row < wanted.Rows; row++)
        {
            for (int column = 0; column < wanted.Columns && !without.Contains(row); column++)
            {
                if (!LooksSame(wanted, wanted[row, column], got, got[row, column]))
                {
                    report.AppendLine(CultureInfo.InvariantCulture, $"row {row} column {column}: expected '{wanted.RowText(row)}' {wanted.StyleOf(wanted[row, column])}, got '{got.RowText(row)}' {got.StyleOf(got[row, column])}");
                    break;
                }
            }
        }
        bool isVisible = wanted.Modes.CursorVisible;
        if (withModes && wanted.Modes != got.Modes)
            report.AppendLine(CultureInfo.InvariantCulture, $"modes: expected {wanted.Modes}, got {got.Modes}");
        if (isVisible && got.Modes.CursorVisible && (wanted.CursorRow, wanted.CursorColumn) != (got.CursorRow, got.CursorColumn))
            report.AppendLine(CultureInfo.InvariantCulture, $"cursor: expected {(wanted.CursorRow, wanted.CursorColumn)}, got {(got.CursorRow, got.CursorColumn)}");
        if (!string.Equals(wanted.Title, got.Title, StringComparison.Ordinal))
            report.AppendLine(CultureInfo.InvariantCulture, $"title: expected '{wanted.Title}', got '{got.Title}'");
        return report.ToString();
    }

    private static bool LooksSame(Framebuffer wanted, Cell expected, Framebuffer got, Cell actual)
    {
        if (!wanted.SameContents(expected, got, actual))
            return false;
        Style one = wanted.StyleOf(expected), other = got.StyleOf(actual);
        // Of an empty cell without lines or reverse video, only the background shows.
        const CellAttributes Visible = CellAttributes.Underline | CellAttributes.Inverse;
        if (expected.LooksEmpty && ((one.Attributes | other.Attributes) & Visible) == CellAttributes.None)
            return one.Background == other.Background;
        return one == other;
    }
}
