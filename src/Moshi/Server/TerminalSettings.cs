using System.Globalization;
using Moshi.Commands.Options;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Unicode;

namespace Moshi.Server;

/// <summary>What the user may decide about the terminal that the server's programs see, by environment variables.</summary>
/// <param name="Widths">MOSHI_WIDTHS: <c>graphemes</c>, <c>codepoints</c> or <c>stock</c>; null: the server decides.</param>
/// <param name="AmbiguousWidth">MOSHI_AMBIGUOUS: 1 or 2.</param>
/// <param name="ClipboardLimitBytes">MOSHI_CLIPBOARD_LIMIT: decoded bytes, with K or M.</param>
/// <param name="AllowsClipboardReading">MOSHI_CLIPBOARD_READ: <c>allow</c>.</param>
/// <param name="HistoryLines">MOSHI_SCROLLBACK: lines that are kept when they leave the screen.</param>
internal readonly record struct TerminalSettings(
    WidthPolicy? Widths, AmbiguousWidth AmbiguousWidth, int ClipboardLimitBytes, bool AllowsClipboardReading, int HistoryLines)
{
    // What fits an instruction beside a picture.
    private const int MaxClipboardLimitBytes = 2 << 20;

    /// <summary>Reads the variables; what makes no sense means nothing.</summary>
    public static TerminalSettings Read(Func<string, string?> find) => new(
        find("MOSHI_WIDTHS")?.ToLowerInvariant() switch
        {
            "graphemes" => WidthPolicy.Graphemes,
            "codepoints" => WidthPolicy.CodePoints,
            "stock" => WidthPolicy.Stock,
            _ => null,
        },
        find("MOSHI_AMBIGUOUS") is "2" ? AmbiguousWidth.Wide : AmbiguousWidth.Narrow,
        ReadSize(find("MOSHI_CLIPBOARD_LIMIT")) ?? Emulator.DefaultClipboardLimitBytes,
        string.Equals(find("MOSHI_CLIPBOARD_READ"), "allow", StringComparison.OrdinalIgnoreCase),
        int.TryParse(find("MOSHI_SCROLLBACK"), NumberStyles.None, CultureInfo.InvariantCulture, out int lines) ? lines : Emulator.DefaultHistoryLines);

    /// <summary>
    /// A terminal with these settings. Text is measured by clusters for a client of ours, as stock does for a stock one, which would see other cells than we do; only between ours is there a choice.
    /// </summary>
    public Emulator Create(int columns, int rows, bool isPeerOurs) => new(columns, rows)
    {
        WidthPolicy = isPeerOurs ? Widths ?? WidthPolicy.Graphemes : WidthPolicy.Stock,
        AmbiguousWidth = isPeerOurs ? AmbiguousWidth : AmbiguousWidth.Narrow,
        ClipboardLimitBytes = ClipboardLimitBytes,
        AllowsClipboardReading = AllowsClipboardReading,
        HistoryLines = HistoryLines,
        TerminalVersion = $"moshi({ProgramVersion.Own})",
    };

    private static int? ReadSize(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        int shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, _ => 0 };
        ReadOnlySpan<char> digits = shift == 0 ? text : text.AsSpan(0, text.Length - 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (int)Math.Min((long)number << shift, MaxClipboardLimitBytes)
            : null;
    }
}
