using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>Which hyperlinks of a host may reach the user's terminal, where a click follows them.</summary>
public static class LinkSchemes
{
    /// <summary>Longer ones are not passed on; terminals cut or refuse them.</summary>
    public const int MaxUriLength = 2083;

    private static readonly string[] s_allowed = ["http:", "https:", "mailto:", "file:", "ssh:"];

    /// <summary>True for a link of a known harmless scheme, without control characters.</summary>
    public static bool Allow(LinkTarget link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return link.Uri.Length <= MaxUriLength && IsClean(link.Uri) && IsClean(link.Id) && !link.Id.Contains(';') && !link.Id.Contains(':')
            && Array.Exists(s_allowed, scheme => link.Uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsClean(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) || c == ' ')
                return false;
        }

        return true;
    }
}
