using System.Globalization;
using System.Net;
using System.Text;
using Moshi.Commands.Doctor.Facts;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// Reads what <see cref="HostScript"/> tells: lines that carry its nonce, and between two of them the words of the server. Everything in front of the first is noise of
/// start-up files. Bytes from outside: nothing throws, and every length has a limit.
/// </summary>
internal sealed class HostReader
{
    private const int MaxLineBytes = 4096;
    private const int MaxItems = 64;
    private const int MaxNoise = 4096;
    private const int KeyLetters = 22;

    /// <summary>The latest clock that is taken for one: the year 4147. Far later ones are no <see cref="TimeSpan"/>.</summary>
    private const long MaxClockSeconds = 1L << 36;

    private readonly string _marker;
    private readonly byte[] _line = new byte[MaxLineBytes];
    private readonly StringBuilder _noise = new();
    private readonly StringBuilder _serverWords = new();
    private readonly List<string> _addresses = [];
    private readonly List<string> _smallMtus = [];
    private readonly List<string> _bound = [];
    private readonly List<string> _sockets = [];
    private readonly List<string> _firewalls = [];
    private readonly List<string> _rules = [];
    private readonly List<string> _printing = [];
    private readonly List<IPEndPoint> _seen = [];
    private readonly Func<TimeSpan> _wallClock;
    private int _length;
    private bool _isServersTurn;
    private HostFacts _facts = new();

    /// <param name="nonce">The script's.</param>
    /// <param name="wallClock">Our time since the epoch.</param>
    public HostReader(string nonce, Func<TimeSpan> wallClock)
    {
        _marker = $"MOSHI-{nonce} ";
        _wallClock = wallClock;
    }

    public bool HasHello { get; private set; }

    /// <summary>The server has announced its port.</summary>
    public bool HasServer => Key is not null;

    /// <summary>The server's first datagram has come in.</summary>
    public bool HasArrived { get; private set; }

    /// <summary>Nothing but what we wait for is still to come.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The script is at its end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The session's key, 22 letters; null while unknown. A secret.</summary>
    public string? Key { get; private set; }

    public int Port => _facts.Port;

    /// <summary>Key of the probe; null when there is none. A secret.</summary>
    public string? ProbeKey { get; private set; }

    public int ProbePort { get; private set; }

    /// <summary>Where the probe has seen datagrams come from.</summary>
    public IReadOnlyList<IPEndPoint> ProbeSaw => _seen;

    /// <summary>The probe may not send (EPERM).</summary>
    public bool IsProbeForbidden { get; private set; }

    /// <summary>What was printed in front of our first line.</summary>
    public string Noise => _noise.ToString().Trim();

    /// <summary>All that was told so far.</summary>
    public HostFacts Facts => _facts with
    {
        Addresses = [.. _addresses],
        SmallMtus = [.. _smallMtus],
        BoundTo = [.. _bound],
        SocketUnits = [.. _sockets],
        Firewalls = [.. _firewalls],
        FirewallRules = [.. _rules],
        PrintingLines = [.. _printing],
        ServerWords = _serverWords.ToString().Trim(),
    };

    /// <summary>Takes bytes of ssh's standard output, cut anywhere.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b == (byte)'\n')
                EndLine();
            else if (_length < MaxLineBytes)
                _line[_length++] = b;
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Finish() => EndLine();

    private void EndLine()
    {
        string text = PlainText.From(_line.AsSpan(0, _length)).Trim();
        _length = 0;
        int at = text.IndexOf(_marker, StringComparison.Ordinal);
        if (at >= 0)
        {
            if (at > 0)
                AddNoise(text[..at]);
            ReadMarker(text[(at + _marker.Length)..]);
        }
        else if (text.StartsWith("MOSHI ", StringComparison.Ordinal))
        {
            ReadProbe(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        else if (_isServersTurn)
        {
            ReadServer(text);
        }
        else if (!HasHello)
        {
            AddNoise(text);
        }
    }

    private void AddNoise(string text)
    {
        if (text.Length > 0 && _noise.Length < MaxNoise)
            _noise.Append(text.AsSpan(0, Math.Min(text.Length, MaxNoise))).Append('\n');
    }

    private void ReadMarker(string text)
    {
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        string rest = blank < 0 ? "" : text[(blank + 1)..].Trim();
        string[] words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string kind = blank < 0 ? text : text[..blank];
        if (!ReadMachine(kind, rest, words) && !ReadServerFacts(kind, rest, words))
            ReadSurroundings(kind, rest);
    }

    private bool ReadMachine(string kind, string rest, string[] words)
    {
        switch (kind)
        {
            case "HELLO":
                HasHello = true;
                _facts = _facts with { System = rest };
                break;
            case "CLOCK" when TryOffset(rest, out TimeSpan offset):
                _facts = _facts.ClockOffset is null ? _facts with { ClockOffset = offset } : _facts with { ClockOffsetAtEnd = offset };
                break;
            case "SSH":
                _facts = _facts with { SshConnection = rest };
                break;
            case "USER" when words.Length == 2:
                _facts = _facts with { User = words[0], IsRoot = words[1] is "0" };
                break;
            case "SHELL":
                _facts = _facts with { Shell = rest };
                break;
            case "OS":
                _facts = _facts with { Distribution = rest };
                break;
            case "ADDR" when AddressText.TryRead(rest, out IPAddress? address):
                Add(_addresses, address.ToString());
                break;
            case "MTU":
                Add(_smallMtus, rest);
                break;
            case "CHARSET":
                _facts = _facts with { Charset = rest, HasLocaleProgram = true };
                break;
            case "LOCALES":
                _facts = _facts with { Utf8Locales = words, HasLocaleProgram = true };
                break;
            default:
                return false;
        }

        return true;
    }

    private bool ReadServerFacts(string kind, string rest, string[] words)
    {
        switch (kind)
        {
            case "SERVER" when words.Length > 0:
                _facts = _facts with { Server = words[0], ServerPath = string.Join(' ', words[1..]) };
                break;
            case "VERSION":
                _facts = _facts with { ServerVersion = rest };
                break;
            case "HIDDEN":
                _facts = _facts with { IsServerHidden = true };
                break;
            case "STARTED":
                _isServersTurn = true;
                break;
            case "EXIT":
                _isServersTurn = false;
                _facts = _facts with { ServerStatus = int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null };
                break;
            case "BOUND" when TryReadSocketAddress(rest, out string? bound):
                Add(_bound, bound);
                break;
            case "DROPS" when long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out long drops):
                _facts = _facts with { SocketDrops = _facts.SocketDrops + drops };
                break;
            case "ARRIVED":
                HasArrived = true;
                break;
            default:
                return false;
        }

        return true;
    }

    private void ReadSurroundings(string kind, string rest)
    {
        switch (kind)
        {
            case "KILL":
                _facts = _facts with { KillUserProcesses = rest };
                break;
            case "LINGER":
                _facts = _facts with { Lingers = true };
                break;
            case "CGROUP":
                _facts = _facts with { ControlGroup = rest };
                break;
            case "KILLMODE":
                _facts = _facts with { KillMode = rest };
                break;
            case "SOCKET":
                Add(_sockets, rest);
                break;
            case "FIREWALL":
                Add(_firewalls, rest);
                break;
            case "RULE":
                Add(_rules, rest);
                break;
            case "PRINTS":
                Add(_printing, rest);
                break;
            case "READY":
                IsReady = true;
                break;
            case "END":
                IsOver = true;
                break;
            default:
                break;
        }
    }

    private void ReadServer(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["MOSH", "CONNECT", var port, { Length: KeyLetters } key]
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65_535)
        {
            _facts = _facts with { Port = number };
            Key ??= key;
        }
        else if (text.Length > 0 && _serverWords.Length < MaxNoise)
        {
            _serverWords.Append(text).Append('\n');
        }
    }

    private void ReadProbe(string[] words)
    {
        if (words is [_, "PROBE", var port, { Length: KeyLetters } key] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            (ProbePort, ProbeKey) = (number, ProbeKey ?? key);
        }
        else if (words is [_, "SAW", var address, var from] && AddressText.TryRead(address, out IPAddress? seen)
            && ushort.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out ushort fromPort) && _seen.Count < MaxItems)
        {
            _seen.Add(new IPEndPoint(seen, fromPort));
        }
        else if (words is [_, "FORBIDDEN"])
        {
            IsProbeForbidden = true;
        }
    }

    private bool TryOffset(string text, out TimeSpan offset)
    {
        offset = default;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > MaxClockSeconds)
            return false;
        offset = TimeSpan.FromSeconds(seconds) - _wallClock();
        return true;
    }

    /// <summary>An address as /proc/net/udp has it: the words of it in the host's byte order, in hexadecimal. Little-endian hosts are all that is left.</summary>
    internal static bool TryReadSocketAddress(string text, out string address)
    {
        address = "";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not 8 and not 32)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        bytes = bytes[..(colon / 2)];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!byte.TryParse(text.AsSpan(i * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[(i & ~3) | (3 - (i & 3))]))
                return false;
        }

        var parsed = new IPAddress(bytes);
        address = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).ToString();
        return true;
    }

    private static void Add(List<string> list, string text)
    {
        if (text.Length > 0 && list.Count < MaxItems)
            list.Add(text);
    }
}
