using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// What ssh writes to its log during the bootstrap: finds out whether the login is complete, and picks the lines that the user would have seen without us.
/// </summary>
public sealed class SshLog
{
    /// <summary>So much of it is kept for error texts: its end.</summary>
    public const int MaxTextBytes = 16_384;

    // The lines that VERBOSE adds to what ssh says by itself.
    private static readonly string[] s_verboseOnly =
        ["Authenticated to ", "Authenticated using ", "Transferred: sent ", "Bytes per second: sent ", "Server accepts key: ", "Connection to "];

    private readonly StringBuilder _line = new();
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _shown = new();
    private readonly bool _isVerbose;
    private readonly bool _isQuiet;
    private readonly bool _isErrorsOnly;

    /// <param name="level">The user's own log level (<c>ssh -G</c>, <c>loglevel</c>); null for ssh's default.</param>
    /// <param name="isQuiet"><c>-q</c> was given.</param>
    public SshLog(string? level, bool isQuiet)
    {
        _isVerbose = SshBootstrapArguments.IsVerbose(level);
        _isErrorsOnly = string.Equals(level, "ERROR", StringComparison.OrdinalIgnoreCase);
        _isQuiet = isQuiet || level?.ToUpperInvariant() is "QUIET" or "FATAL";
    }

    /// <summary>The login is complete.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>The line that says where to; null before.</summary>
    public string? AuthenticatedLine { get; private set; }

    /// <summary>All of it, cleaned.</summary>
    public string Text => _text.ToString();

    /// <summary>Takes bytes of the log, cut anywhere.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (char c in PlainText.From(bytes))
        {
            if (c != '\n')
                _line.Append(c);
            else
                EndLine();
        }
    }

    /// <summary>Whole lines for the user that were not taken yet; empty when there are none.</summary>
    public string TakeShown()
    {
        if (_shown.Length == 0)
            return "";
        string text = _shown.ToString();
        _shown.Clear();
        return text;
    }

    private void EndLine()
    {
        string line = _line.ToString();
        _line.Clear();
        if (line.StartsWith("Authenticated to ", StringComparison.Ordinal))
        {
            IsAuthenticated = true;
            AuthenticatedLine = line;
        }

        _text.Append(line).Append('\n');
        if (_text.Length > MaxTextBytes)
            _text.Remove(0, _text.Length - MaxTextBytes);
        if (IsForUser(line))
            _shown.Append(line).Append('\n');
    }

    private bool IsForUser(string line)
    {
        if (_isVerbose)
            return true;
        if (_isQuiet || Array.Exists(s_verboseOnly, start => line.StartsWith(start, StringComparison.Ordinal)))
            return false;
        return !(_isErrorsOnly && line.StartsWith("Warning: Permanently added ", StringComparison.Ordinal));
    }
}
