using System.Net;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Probe;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Transport.Datagrams;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// Asks a probe server of ours, whose view of our datagrams comes back over ssh. One socket asks at once; where an address translator is on the way, a second one asks for an
/// answer after some seconds of silence: does the translator remember so long?
/// </summary>
internal sealed class EchoProbe : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan AskTime = TimeSpan.FromMilliseconds(1000);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(2500);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly PollLoop _poll;
    private readonly OcbCipher _cipher;
    private readonly DatagramSealer _sealer;
    private readonly DatagramOpener _opener;
    private readonly HostReader _reader;
    private readonly UdpEndpoint _server;
    private readonly UdpSocket _socket;
    private readonly int _slot;
    private readonly UdpSocket _silent;
    private readonly int _silentSlot;
    private readonly IReadOnlyList<UdpEndpoint> _own;
    private readonly long _started = Clock.NowMicros();
    private long _nextBeat;
    private bool _isAnswered;
    private bool _isSilentAsked;
    private bool _isSilentAnswered;
    private long _silentSince;

    private EchoProbe(PollLoop poll, HostReader reader, ReadOnlySpan<byte> key, UdpEndpoint server)
    {
        _poll = poll;
        _reader = reader;
        _server = server;
        _cipher = new OcbCipher(key);
        _sealer = new DatagramSealer(_cipher, Direction.ToServer);
        _opener = new DatagramOpener(_cipher, Direction.ToClient);
        _socket = UdpSocket.Open(server.Family);
        _silent = UdpSocket.Open(server.Family);
        _slot = poll.Add(_socket.Descriptor);
        _silentSlot = poll.Add(_silent.Descriptor);
        _own = [.. LocalInterfaces.Read().Select(static own => own.Address)];
    }

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public long NextDeadline => IsOver ? PollLoop.Never : _nextBeat;

    /// <summary>Everything has been seen.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Null when the family is not supported here.</summary>
    /// <param name="poll">Watches the sockets.</param>
    /// <param name="reader">Has the probe's key and port, and later what it saw.</param>
    /// <param name="targets">Where the server may be; the probe is at the same addresses.</param>
    public static EchoProbe? TryStart(PollLoop poll, HostReader reader, IReadOnlyList<IPEndPoint> targets)
    {
        Span<byte> key = stackalloc byte[KeyText.KeyBytes];
        if (!KeyText.TryDecode(reader.ProbeKey, key, out _) || reader.ProbePort is < 1 or > 65_535)
            return null;

        // The map from a router's ports to the server's is the same for the neighbouring port.
        int port = reader.ProbePort + targets[0].Port - reader.Port;
        try
        {
            return new EchoProbe(poll, reader, key, UdpEndpoint.FromAddress(targets[0].Address, Math.Clamp(port, 1, 65_535)));
        }
        catch (OsException)
        {
            return null;
        }
    }

    /// <summary>Receives what has come and sends what is due.</summary>
    public void Advance()
    {
        if (IsOver)
            return;
        _isAnswered |= TryReceive(_socket, _slot);
        _isSilentAnswered |= TryReceive(_silent, _silentSlot);
        long now = Clock.NowMicros();
        if (now < _nextBeat)
            return;
        _nextBeat = now + (long)Beat.TotalMicroseconds;
        if (!_isAnswered)
        {
            Ask(_socket, 1, 0);
            IsOver = now - _started > (long)AskTime.TotalMicroseconds;
        }
        else if (!IsTranslated())
        {
            IsOver = _reader.ProbeSaw.Count > 0 || now - _started > (long)AskTime.TotalMicroseconds;
        }
        else if (!_isSilentAsked)
        {
            _isSilentAsked = true;
            _silentSince = now;
            Ask(_silent, 2, (ushort)Silence.TotalMilliseconds);
        }
        else
        {
            IsOver = _isSilentAnswered || now - _silentSince > (long)(Silence + Grace).TotalMicroseconds;
        }
    }

    /// <summary>What was seen.</summary>
    public ProbeFacts ToFacts(HostReader reader) => new()
    {
        Port = reader.ProbePort,
        SeenFrom = [.. reader.ProbeSaw],
        SentFrom = [.. _own.Where(own => own.Family == _server.Family).Select(own => new IPEndPoint(own.ToIPAddress(), _socket.LocalEndpoint.Port))],
        IsSendForbidden = reader.IsProbeForbidden,
        IsAnswered = _isAnswered,
        IsForgotten = _isSilentAsked ? !_isSilentAnswered : null,
        Silence = Silence,
    };

    public void Dispose()
    {
        _poll.Remove(_slot);
        _poll.Remove(_silentSlot);
        _socket.Dispose();
        _silent.Dispose();
        _cipher.Dispose();
    }

    /// <summary>The host has seen us somewhere else than where we are.</summary>
    private bool IsTranslated() =>
        _reader.ProbeSaw.Count > 0 && !_own.Any(own => own.ToIPAddress().Equals(_reader.ProbeSaw[0].Address));

    private void Ask(UdpSocket socket, ushort number, ushort delay)
    {
        Span<byte> plain = stackalloc byte[EchoMessage.PlainBytes];
        Span<byte> datagram = stackalloc byte[EchoMessage.DatagramBytes];
        new EchoMessage(number, delay).Write(plain);
        if (_sealer.TrySeal(plain, datagram))
            _ = socket.Send(datagram, _server);
    }

    private bool TryReceive(UdpSocket socket, int slot)
    {
        Span<byte> buffer = stackalloc byte[256];
        bool isAnswer = false;
        for (int i = 0; _poll.IsReadable(slot) && i < 16 && socket.Receive(buffer, out ReceivedDatagram received) == Errno.None; i++)
            isAnswer |= _opener.Open(buffer[..Math.Min(received.Length, buffer.Length)], out Packet packet) == OpenFailure.None && EchoMessage.TryRead(packet, out _);
        return isAnswer;
    }
}
