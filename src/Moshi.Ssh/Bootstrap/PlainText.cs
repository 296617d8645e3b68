using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>Text of others on its way to the user's terminal: without control characters.</summary>
public static class PlainText
{
    /// <summary>Decodes UTF-8, and replaces what is none and what could steer a terminal; lines and tabs stay.</summary>
    public static string From(ReadOnlySpan<byte> bytes) => From(Encoding.UTF8.GetString(bytes));

    /// <summary>As above, of text.</summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is '\n' or '\t' || !char.IsControl(c))
                clean.Append(c);
            else if (c != '\r')
                clean.Append('?');
        }

        return clean.ToString();
    }
}
