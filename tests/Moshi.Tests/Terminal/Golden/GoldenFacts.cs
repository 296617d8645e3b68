using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>The words of the format that are not about rows: what a terminal has to say to each.</summary>
internal static class GoldenFacts
{
    /// <summary>All of them.</summary>
    internal static IReadOnlySet<string> Words { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "cursor", "pen", "shape", "title", "icon", "modes", "reply", "bells", "wrapped", "cwd", "progress", "pointer", "shell", "marks", "effect", "color",
    };

    /// <summary>What the terminal says to a word, in the words of the format.</summary>
    internal static string Actual(string word, Emulator emulator)
    {
        Framebuffer screen = emulator.Screen;
        return word switch
        {
            "cursor" => string.Create(CultureInfo.InvariantCulture, $"{screen.CursorRow + 1},{screen.CursorColumn + 1}"),
            "pen" => GoldenStyle.Describe(screen.Pen, screen.Symbols),
            "shape" => screen.CursorStyle.ToString(),
            "title" => screen.Title,
            "icon" => screen.IconName,
            "modes" => Modes(screen),
            "reply" => GoldenText.Format(emulator.Replies),
            "bells" => screen.BellCount.ToString(CultureInfo.InvariantCulture),
            "wrapped" => RowsWhere(screen, screen.IsWrapped),
            "cwd" => screen.WorkingDirectory,
            "progress" => string.Create(CultureInfo.InvariantCulture, $"{screen.Progress.State} {screen.Progress.Percent}"),
            "pointer" => screen.PointerShape,
            "shell" => screen.ShellPhase.ToString(),
            "marks" => Marks(screen),
            "effect" => Effects(screen),
            "color" => Colors(screen),
            _ => throw new ArgumentException(word, nameof(word)),
        };
    }

    /// <summary>The value that a case wants, in the form of <see cref="Actual"/>. Words that may be repeated are joined.</summary>
    internal static string Expected(string word, IEnumerable<string> values) => word switch
    {
        "reply" => GoldenText.Format([.. values.SelectMany(GoldenText.Parse)]),
        "title" or "icon" => Encoding.UTF8.GetString(GoldenText.Parse(values.Last())),
        "pen" => GoldenStyle.Ordered(values.Last()),
        "modes" => string.Join(' ', values.Last().Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)),
        "effect" or "marks" or "color" => string.Join("\n", values),
        _ => values.Last(),
    };

    private static string Modes(Framebuffer screen)
    {
        DisplayModes modes = screen.Modes;
        var words = new List<string>();
        Add("alternate", screen.IsAlternate);
        Add("hidden-cursor", !modes.CursorVisible);
        Add("reverse", modes.ReverseVideo);
        Add("paste", modes.BracketedPaste);
        Add("focus", modes.FocusEvents);
        Add("alternate-scroll", modes.AlternateScroll);
        Add("app-cursor", modes.ApplicationCursorKeys);
        Add("app-keypad", modes.ApplicationKeypad);
        Add("codepoints", !modes.GraphemeClusters);
        Add($"kitty:{modes.KeyboardFlags}", modes.KeyboardFlags != 0);
        Add($"other-keys:{modes.ModifyOtherKeys}", modes.ModifyOtherKeys != 0);
        Add("other-keys-as-u", modes.FormatOtherKeys);
        Add($"mouse:{(int)modes.MouseReporting}", modes.MouseReporting != MouseReporting.None);
        Add($"encoding:{(int)modes.MouseEncoding}", modes.MouseEncoding != MouseEncoding.Default);
        return string.Join(' ', words.Order(StringComparer.Ordinal));

        void Add(string word, bool isSet)
        {
            if (isSet)
                words.Add(word);
        }
    }

    private static string RowsWhere(Framebuffer screen, Func<int, bool> predicate) =>
        string.Join(' ', Enumerable.Range(0, screen.Rows).Where(predicate).Select(row => (row + 1).ToString(CultureInfo.InvariantCulture)));

    private static string Marks(Framebuffer screen) => string.Join("\n", Enumerable.Range(0, screen.Rows)
        .Where(row => screen.MarksOf(row) != RowMarks.None)
        .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row + 1} {screen.MarksOf(row)}")));

    private static string Effects(Framebuffer screen) => string.Join("\n", screen.Effects.Effects.ToArray()
        .Select(effect => $"{effect.Kind} {effect.Selector} {GoldenText.Format(effect.Payload.Span)}".TrimEnd()));

    private static string Colors(Framebuffer screen) => string.Join("\n", screen.Colors.Entries.ToArray()
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Slot} #{entry.Color.Red:x2}{entry.Color.Green:x2}{entry.Color.Blue:x2}")));
}
