using System.Globalization;
using System.Text;

namespace Moshi.Bench.Terminal;

/// <summary>Collects the bytes of a payload, with a seeded source of randomness so that every run prints the same.</summary>
internal sealed class PayloadText(int seed)
{
    private const int PieceBytes = 400_000;
    private static readonly string[] Words =
    [
        "the", "quick", "session", "return", "static", "int", "screen", "of", "a", "parser", "which", "every", "terminal", "begins", "0x7f", "files", "while",
        "packet", "loss", "and", "then", "drwxr-xr-x", "value", "=", "null;", "buffer", "is", "not", "empty", "commit", "rebuilds", "4096", "to", "from",
    ];

    private readonly StringBuilder _text = new();

    /// <summary>The randomness.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>True when there is enough for one repetition.</summary>
    public bool IsFull => _text.Length >= PieceBytes;

    /// <summary>Appends text as it is.</summary>
    public PayloadText Add(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Appends one character.</summary>
    public PayloadText Add(char character)
    {
        _text.Append(character);
        return this;
    }

    /// <summary>Appends a scalar value.</summary>
    public PayloadText Add(Rune rune) => Add(rune.ToString());

    /// <summary>Appends CSI, the numbers, and the final character.</summary>
    public PayloadText Csi(char final, params ReadOnlySpan<int> numbers)
    {
        _text.Append("\e[");
        for (int i = 0; i < numbers.Length; i++)
            _text.Append(i > 0 ? ";" : "").Append(numbers[i].ToString(CultureInfo.InvariantCulture));
        return Add(final);
    }

    /// <summary>Appends exactly so many columns of words.</summary>
    public PayloadText AddWords(int columns)
    {
        int end = _text.Length + columns;
        while (_text.Length < end)
            _text.Append(Word()).Append(' ');
        _text.Length = end;
        return this;
    }

    /// <summary>Some word.</summary>
    public string Word() => Words[Random.Next(Words.Length)];

    /// <summary>A printable character other than a space.</summary>
    public char Character() => (char)Random.Next('!', '~' + 1);

    /// <summary>The bytes.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());
}
