using System.Globalization;
using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// Reads ssh's standard output while the server starts: marker lines of our script, which carry a nonce, and the lines of the server between its two markers. Everything else was printed by
/// somebody's start-up files and is kept for error texts only.
/// </summary>
/// <remarks>
/// With a <c>null</c> nonce (<see cref="BootstrapMethod.Plain"/>) there are no markers, and the server's lines count wherever they stand; of several the last, because what
/// start-up files print comes before what the server prints.
/// </remarks>
public sealed class ReportReader
{
    /// <summary>A line that is longer is nobody's marker.</summary>
    public const int MaxLineBytes = 2048;

    /// <summary>More addresses than this are not listened to.</summary>
    public const int MaxAddresses = 64;

    /// <summary>So much of foreign output is kept: its end.</summary>
    public const int MaxOutputBytes = 8192;

    private const int KeyLetters = 22;

    private readonly BootstrapReport _report;
    private readonly string? _marker;
    private readonly byte[] _line = new byte[MaxLineBytes];
    private readonly StringBuilder _output = new();
    private int _length;
    private bool _isTooLong;
    private bool _isServersTurn;
    private string? _unmarkedConnect;

    /// <param name="report">Is filled.</param>
    /// <param name="nonce">The script's, 16 hexadecimal digits; null for plain words.</param>
    public ReportReader(BootstrapReport report, string? nonce)
    {
        _report = report;
        _marker = nonce is null ? null : $"MOSHI-{nonce} ";
        _isServersTurn = nonce is null;
    }

    /// <summary>Takes bytes, cut anywhere.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            _isTooLong |= !part.TryCopyTo(_line.AsSpan(_length));
            _length = _isTooLong ? 0 : _length + part.Length;
            if (_isTooLong)
                Keep(PlainText.From(part[Math.Max(0, part.Length - MaxOutputBytes)..]));
            if (end < 0)
                return;
            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Nothing more will come.</summary>
    /// <param name="hasSucceeded">The command has ended well, or has not ended: with another outcome nothing unmarked is a server's word.</param>
    public void Finish(bool hasSucceeded = true)
    {
        EndLine();

        if (_marker is null && !hasSucceeded)
            (_report.Key, _report.Port, _report.Server) = (null, 0, ServerKind.Unknown);

        // A forced command that starts the server by itself, whatever it was asked for: our script never ran, so nothing of ours can be meant but this.
        if (hasSucceeded && !_report.HasHello && !_report.HasServer && _unmarkedConnect is { } line && TryReadConnect(line))
            _report.Server = ServerKind.Custom;
        _report.Output = _output.ToString().Trim('\n');
    }

    private void EndLine()
    {
        string text = PlainText.From(_line.AsSpan(0, _length)).Trim();
        bool isTooLong = _isTooLong;
        _length = 0;
        _isTooLong = false;
        if (isTooLong || text.Length == 0)
            return;
        int at = _marker is null ? -1 : text.IndexOf(_marker, StringComparison.Ordinal);
        if (at >= 0)
            ReadMarker(text[(at + _marker!.Length)..]);
        else if (!ReadServerLine(text))
            Keep(text + "\n");
    }

    private void ReadMarker(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return;
        switch (words[0])
        {
            case "HELLO":
                _report.HasHello = true;
                break;
            case "HOST":
                _report.System = At(words, 1);
                _report.Machine = At(words, 2);
                break;
            case "SSH" when words.Length == 5:
                _report.SshConnection = string.Join(' ', words[1..]);
                break;
            case "ADDR" when words.Length > 1:
                _report.AddAddress(words[1]);
                break;
            case "PUB" when words.Length > 1:
                _report.AddPublicAddress(string.Join(' ', words[1..]));
                break;
            case "LOCALE":
                _report.Charset = At(words, 1);
                break;
            case "USES":
                _report.LocaleUsed = At(words, 1);
                break;
            case "SERVER":
                _report.Server = At(words, 1) switch
                {
                    "moshi" => ServerKind.Moshi,
                    "mosh" => ServerKind.Mosh,
                    "custom" => ServerKind.Custom,
                    _ => ServerKind.None,
                };
                _report.ServerPath = At(words, 2);
                _isServersTurn = _report.Server != ServerKind.None;
                break;
            case "INSTALL":
                _report.InstallResult = At(words, 1);
                break;
            case "EXIT":
                _isServersTurn = false;
                _report.ServerStatus = int.TryParse(At(words, 1), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null;
                break;
            case "END":
                _isServersTurn = false;
                _report.IsComplete = true;
                break;
            default:
                break;
        }
    }

    private bool ReadServerLine(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["MOSH", "CONNECT", ..] when _isServersTurn:
                return TryReadConnect(text);
            case ["MOSHI", "SERVER", var version, _] when _isServersTurn:
                _report.ServerVersion = version;
                if (_report.Server == ServerKind.Unknown)
                    _report.Server = ServerKind.Moshi;
                return true;

            // A server of ours goes on asking who it is after it has left the terminal, and after our script's end.
            case ["MOSHI", "PUB", ..] when _report.HasServer:
                _report.AddPublicAddress(string.Join(' ', words[2..]));
                return true;
            default:
                return false;
        }
    }

    private bool TryReadConnect(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 4 || (_report.HasServer && _marker is not null) || words[3].Length != KeyLetters
            || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65_535)
        {
            return false;
        }

        foreach (char c in words[3])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '+' and not '/')
                return false;
        }

        _report.Port = port;
        _report.Key = words[3];
        if (_report.Server == ServerKind.Unknown)
            _report.Server = ServerKind.Mosh;
        return true;
    }

    // A key that might still be used must not be in texts for the user.
    private void Keep(string text)
    {
        if (text.StartsWith("MOSH CONNECT ", StringComparison.Ordinal))
        {
            _unmarkedConnect = text.TrimEnd('\n');
            text = "MOSH CONNECT ...\n";
        }

        _output.Append(text);
        if (_output.Length > MaxOutputBytes)
            _output.Remove(0, _output.Length - MaxOutputBytes);
        _report.Output = _output.ToString();
    }

    private static string At(string[] words, int index) => index < words.Length ? words[index] : "";
}
