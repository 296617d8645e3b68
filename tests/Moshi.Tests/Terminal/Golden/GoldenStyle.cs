using System.Globalization;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>Styles as words, in one fixed order, so that two are equal when their words are.</summary>
internal static class GoldenStyle
{
    private static readonly (CellAttributes Attribute, string Word)[] Words =
    [
        (CellAttributes.Bold, "bold"), (CellAttributes.Faint, "faint"), (CellAttributes.Italic, "italic"), (CellAttributes.Blink, "blink"),
        (CellAttributes.RapidBlink, "rapid"), (CellAttributes.Inverse, "inverse"), (CellAttributes.Invisible, "hidden"),
        (CellAttributes.Strikethrough, "strike"), (CellAttributes.Overline, "overline"), (CellAttributes.Protected, "protected"),
    ];

    /// <summary>For instance <c>bold curly fg:1 bg:#102030 ul:5 link:http://x</c>; empty for plain.</summary>
    internal static string Describe(Style style, SymbolTable symbols)
    {
        var words = new List<string>();
        foreach ((CellAttributes attribute, string word) in Words)
        {
            if ((style.Attributes & attribute) != CellAttributes.None)
                words.Add(word);
        }

        if ((style.Attributes & CellAttributes.Underline) != CellAttributes.None)
            words.Add(style.UnderlineStyle == UnderlineStyle.Single ? "underline" : style.UnderlineStyle.ToString());

        Add(words, "fg", style.Foreground);
        Add(words, "bg", style.Background);
        Add(words, "ul", style.UnderlineColor);
        if (style.LinkId != 0)
        {
            LinkTarget link = symbols.LinkOf(style.LinkId);
            words.Add(link.Id.Length == 0 ? $"link:{link.Uri}" : $"link:{link.Uri}#id={link.Id}");
        }

        return Ordered(string.Join(' ', words));
    }

    /// <summary>The words of a style in the one order.</summary>
    internal static string Ordered(string words) => string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.StartsWith("link:", StringComparison.Ordinal) ? word : word.ToLowerInvariant()).Order(StringComparer.Ordinal));

    private static void Add(List<string> words, string name, Color color)
    {
        if (!color.IsDefault)
        {
            words.Add(color.IsIndexed
                ? string.Create(CultureInfo.InvariantCulture, $"{name}:{color.Index}")
                : string.Create(CultureInfo.InvariantCulture, $"{name}:#{color.Red:x2}{color.Green:x2}{color.Blue:x2}"));
        }
    }
}
