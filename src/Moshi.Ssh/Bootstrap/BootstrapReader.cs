using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// Reads what comes back from ssh: takes out the lines that are for us, and hands on the rest for the user to see. Source: mosh-protocol §1.2.
/// </summary>
/// <remarks>
/// ssh's two outputs are scanned separately, because a message of ssh itself (verbose logging, a banner) may arrive in the middle of a marker that the
/// network delivered in two parts. Either may carry any marker.
/// </remarks>
public sealed class BootstrapReader
{
    internal static ReadOnlySpan<byte> AddressWords => "MOSH IP "u8;

    internal static ReadOnlySpan<byte> SshConnectionWords => "MOSH SSH_CONNECTION "u8;

    internal static ReadOnlySpan<byte> ConnectWords => "MOSH CONNECT "u8;

    private static ReadOnlySpan<byte> OldServerWords => "Bad UDP port"u8;

    /// <summary>128 bits in base64 without padding.</summary>
    private const int KeyLetters = 22;

    /// <summary>An address, with a zone or even as a name, is no longer.</summary>
    private const int LongestAddress = 255;

    private readonly string _programName;
    private readonly bool _wantsPortRange;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly MarkerScanner _output;
    private readonly MarkerScanner _errors;
    private bool _isServerTooOldForRange;
    private int _oldServerMatch;

    /// <param name="programName">For messages.</param>
    /// <param name="wantsPortRange">The user asked for a range of ports, which very old servers refuse.</param>
    /// <param name="knownAddress">The server's address if it was resolved before; null if it is to be found in the output.</param>
    public BootstrapReader(string programName, bool wantsPortRange, string? knownAddress)
    {
        _programName = programName;
        _wantsPortRange = wantsPortRange;
        Address = knownAddress;
        _output = new MarkerScanner(this);
        _errors = new MarkerScanner(this);
    }

    public BootstrapStatus Status { get; private set; }

    /// <summary>The server's address, numeric; null while unknown.</summary>
    public string? Address { get; private set; }

    /// <summary>The address that the server itself reported: right unless there is address translation on the way.</summary>
    public string? ReportedAddress { get; private set; }

    /// <summary>The server's UDP port.</summary>
    public int Port { get; private set; }

    /// <summary>The session's key, 22 letters; null while unknown. A secret.</summary>
    public string? Key { get; private set; }

    /// <summary>With <see cref="BootstrapStatus.Failed"/>: the message for the user.</summary>
    public string Error { get; private set; } = "";

    /// <summary>What the user is to see and has not seen. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    /// <summary>The text has been shown.</summary>
    public void ClearText() => _text.ResetWrittenCount();

    /// <summary>Takes bytes from ssh's standard output.</summary>
    public void ReceiveOutput(ReadOnlySpan<byte> bytes) => _output.Receive(bytes);

    /// <summary>Takes bytes from ssh's standard error.</summary>
    public void ReceiveErrors(ReadOnlySpan<byte> bytes) => _errors.Receive(bytes);

    /// <summary>ssh's standard output has ended.</summary>
    public void FinishOutput() => _output.Finish();

    /// <summary>ssh's standard error has ended.</summary>
    public void FinishErrors() => _errors.Finish();

    /// <summary>Draws the conclusion when nothing more will be read: where the server is, or why that is not known.</summary>
    /// <param name="host">The destination as the user wrote it.</param>
    /// <param name="message">With true: a warning, or empty. With false: the error.</param>
    public bool TryConclude(string host, out string message)
    {
        message = "";
        if (Status == BootstrapStatus.Failed)
            message = Error;
        else if (Address is null && ReportedAddress is null)
            message = $"{_programName}: Did not find remote IP address (is SSH ProxyCommand disabled?).";
        else if (Key is null && _wantsPortRange && _isServerTooOldForRange)
            message = $"{_programName}: Server does not support UDP port range option.";
        else if (Key is null)
            message = $"{_programName}: Did not find mosh server startup message. (Have you installed mosh on your server?)";
        if (message.Length > 0)
            return false;
        if (Address is null)
        {
            Address = ReportedAddress;
            message = $"{_programName}: Using remote IP address {Address} from $SSH_CONNECTION for hostname {host}";
        }

        return true;
    }

    internal void PassOn(ReadOnlySpan<byte> text)
    {
        _text.Write(text);
        foreach (byte b in text)
        {
            // The words contain no second "B", so a mismatch can only begin anew.
            if (b != OldServerWords[_oldServerMatch])
            {
                _oldServerMatch = b == OldServerWords[0] ? 1 : 0;
            }
            else if (++_oldServerMatch == OldServerWords.Length)
            {
                _isServerTooOldForRange = true;
                _oldServerMatch = 0;
            }
        }
    }

    /// <summary>Takes a line that begins like a marker. False if it is none; if it must be one, the session fails then.</summary>
    internal bool Accept(ReadOnlySpan<byte> line, BootstrapMarker marker, bool mustBeMarker)
    {
        ReadOnlySpan<byte> words = marker switch
        {
            BootstrapMarker.Address => AddressWords,
            BootstrapMarker.SshConnection => SshConnectionWords,
            _ => ConnectWords,
        };
        string text = Encoding.UTF8.GetString(TrimEnd(line[words.Length..]));
        switch (marker)
        {
            case BootstrapMarker.Address when TryReadAddress(text, mustBeMarker, out string? address):
                if (Address is not null)
                    Fail($"{_programName} error: detected attempt to redefine MOSH IP.");
                else
                    Address = address;
                return true;
            case BootstrapMarker.SshConnection when TryReadSshConnection(text, mustBeMarker, out string? reported):
                ReportedAddress = reported;
                return true;
            case BootstrapMarker.Connect when TryReadConnect(text, mustBeMarker, out int port, out string? key):
                Port = port;
                Key = key;
                Status = BootstrapStatus.Connected;
                return true;
            case BootstrapMarker.Address when mustBeMarker:
                Fail("Bad MOSH IP string: MOSH IP " + text);
                return true;
            case BootstrapMarker.SshConnection when mustBeMarker:
                Fail("Bad MOSH SSH_CONNECTION string: MOSH SSH_CONNECTION " + text);
                return true;
            case BootstrapMarker.Connect when mustBeMarker:
                // Not the text itself: most of it may be a key.
                Fail("Bad MOSH CONNECT string.");
                return true;
            default:
                return false;
        }
    }

    private void Fail(string error)
    {
        Status = BootstrapStatus.Failed;
        Error = error;
    }

    // Blanks, the carriage return of a terminal, and control sequences such as a prompt's "clear to the end of the line".
    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> line)
    {
        while (true)
        {
            line = line.TrimEnd(" \t\r\v\f"u8);
            int escape = line.LastIndexOf((byte)0x1B);
            if (escape < 0 || !IsControlSequence(line[escape..]))
                return line;
            line = line[..escape];
        }
    }

    private static bool IsControlSequence(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[1] != (byte)'[' || text[^1] is < 0x40 or > 0x7E)
            return false;
        return !text[2..^1].ContainsAnyExceptInRange((byte)0x20, (byte)0x3F);
    }

    private static bool TryReadAddress(string text, bool isLenient, out string address)
    {
        address = text;

        // It becomes an argument of the client, so it must not look like an option.
        return isLenient
            ? address.Length is > 0 and <= LongestAddress && address[0] != '-' && !address.Any(char.IsWhiteSpace)
            : IPAddress.TryParse(address, out _);
    }

    private static bool TryReadSshConnection(string text, bool isLenient, out string address)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        address = words.Length == 4 ? words[2] : "";
        return address.Length is > 0 and <= LongestAddress && address[0] != '-' &&
            (isLenient || (IPAddress.TryParse(words[0], out _) && IPAddress.TryParse(address, out _)));
    }

    private static bool TryReadConnect(string text, bool isLenient, out int port, out string key)
    {
        key = "";
        ReadOnlySpan<char> rest = text.AsSpan();
        int blank = rest.IndexOf(' ');
        if (blank < 0)
        {
            port = 0;
            return false;
        }

        if (!int.TryParse(rest[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > 65_535)
            return false;
        rest = rest[(blank + 1)..];
        if (rest.Length != KeyLetters)
            return false;
        foreach (char c in rest)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '+' and not '/')
                return false;
        }

        // The last letter holds two bits of the key; anywhere but at the start of a line we want to be sure that it is one.
        if (!isLenient && rest[^1] is not 'A' and not 'Q' and not 'g' and not 'w')
            return false;
        key = rest.ToString();
        return true;
    }
}
