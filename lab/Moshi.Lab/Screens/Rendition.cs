using System.Globalization;

namespace Moshi.Lab.Screens;

/// <summary>Follows the SGR sequences that tmux writes between the cells of a capture.</summary>
internal sealed class Rendition
{
    private readonly SortedSet<string> _attributes = new(StringComparer.Ordinal);
    private string _foreground = "", _background = "", _underlineColour = "";

    /// <summary>Applies the parameters of one SGR sequence, with `:` and `;` as tmux uses them.</summary>
    public void Apply(string parameters)
    {
        string[] words = parameters.Split(';');
        for (int i = 0; i < words.Length; i++)
        {
            int colon = words[i].IndexOf(':', StringComparison.Ordinal);
            int code = words[i].Length == 0 ? 0 : int.Parse(colon < 0 ? words[i] : words[i][..colon], CultureInfo.InvariantCulture);
            switch (code)
            {
                case 0: Reset(); break;
                case 1: _attributes.Add("bold"); break;
                case 2: _attributes.Add("faint"); break;
                case 3: _attributes.Add("italic"); break;
                case 4: Underline(colon < 0 ? "1" : words[i][(colon + 1)..]); break;
                case 5: _attributes.Add("blink"); break;
                case 7: _attributes.Add("reverse"); break;
                case 8: _attributes.Add("hidden"); break;
                case 9: _attributes.Add("struck"); break;
                case 53: _attributes.Add("overline"); break;
                case >= 30 and <= 37 or >= 90 and <= 97: _foreground = words[i]; break;
                case 39: _foreground = ""; break;
                case >= 40 and <= 47 or >= 100 and <= 107: _background = words[i]; break;
                case 49: _background = ""; break;
                case 38: _foreground = Colour(words, ref i); break;
                case 48: _background = Colour(words, ref i); break;
                case 58: _underlineColour = Colour(words, ref i); break;
                default: throw new FormatException($"SGR {parameters} in a capture");
            }
        }
    }

    /// <summary>How a cell with this text looks.</summary>
    public string LookOf(string text)
    {
        bool isBlank = text == " ";
        bool showsForeground = !isBlank || _attributes.Contains("reverse") || _attributes.Contains("struck") || _attributes.Contains("overline")
            || _attributes.Any(attribute => attribute.StartsWith("underline", StringComparison.Ordinal));
        // Of a blank, only lines, reverse video and the background can be seen.
        IEnumerable<string> visible = isBlank ? _attributes.Where(attribute => attribute is not ("bold" or "faint" or "italic" or "blink" or "hidden")) : _attributes;
        List<string> words = [.. visible];
        Add("fg=", showsForeground ? _foreground : "");
        Add("bg=", _background);
        Add("line=", showsForeground ? _underlineColour : "");
        return string.Join(' ', words);

        void Add(string name, string value)
        {
            if (value.Length > 0)
                words.Add(name + value);
        }
    }

    private void Reset()
    {
        _attributes.Clear();
        _foreground = _background = _underlineColour = "";
    }

    private void Underline(string style)
    {
        _attributes.RemoveWhere(attribute => attribute.StartsWith("underline", StringComparison.Ordinal));
        if (style != "0")
            _attributes.Add("underline" + style);
    }

    // The palette's first sixteen have two spellings.
    private static string Colour(string[] words, ref int i)
    {
        string[] parts = words[i].Split(':');
        if (parts.Length == 1)
        {
            int count = words[i + 1] == "5" ? 3 : 5;
            parts = words[i..(i + count)];
            i += count - 1;
        }
        return parts[1] == "5" ? $"palette {parts[2]}" : "rgb " + string.Join(',', parts[^3..]);
    }
}
