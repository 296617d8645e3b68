using System.Globalization;
using System.Security.Cryptography;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Server;
using Moshi.Session;
using Moshi.Transport.Datagrams;

namespace Moshi.Commands.Doctor.Probe;

/// <summary>
/// <c>moshi-server probe</c>: binds a UDP port as a server would, answers the doctor's authentic questions, and tells on standard output, which ssh carries, from where they came:
/// what a session never learns. Runs in the foreground of the login and ends by itself after some seconds.
/// </summary>
internal static class ProbeServer
{
    private const int MostTold = 32;
    private const int MostWaiting = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    public static int Run(string name, string[] args)
    {
        CoreDumps.Disable();
        if (!ServerArguments.TryParse(name, ["new", .. args], NativeEnvironment.Find, out ServerArguments? arguments, out CommandExit? exit))
            return exit!.Print();

        using UdpSocket? socket = ServerSocket.Open(arguments.BindAddress, arguments.Ports, out string? complaints);
        if (socket is null)
        {
            StandardStreams.Write(StandardStreams.Errors, complaints);
            return 1;
        }

        Span<byte> key = stackalloc byte[KeyText.KeyBytes];
        Span<char> letters = stackalloc char[KeyText.Letters];
        RandomNumberGenerator.Fill(key);
        KeyText.Encode(key, letters);
        Say(string.Create(CultureInfo.InvariantCulture, $"MOSHI PROBE {socket.LocalEndpoint.Port} {letters}"));
        using var cipher = new OcbCipher(key);
        Serve(socket, new DatagramSealer(cipher, Direction.ToClient), new DatagramOpener(cipher, Direction.ToServer));
        return 0;
    }

    private static void Serve(UdpSocket socket, DatagramSealer sealer, DatagramOpener opener)
    {
        using var poll = new PollLoop();
        int slot = poll.Add(socket.Descriptor);
        var waiting = new List<(long Due, EchoMessage Message, UdpEndpoint To)>();
        var told = new HashSet<UdpEndpoint>();
        byte[] buffer = new byte[UdpSocket.MaxDatagramBytes];
        long end = Clock.NowMicros() + (long)Lifetime.TotalMicroseconds;
        bool isForbidden = false;
        while (Clock.NowMicros() < end)
        {
            _ = poll.Wait(waiting.Select(static answer => answer.Due).Append(end).Min());
            long now = Clock.NowMicros();
            for (int i = 0; poll.IsReadable(slot) && i < 64 && socket.Receive(buffer, out ReceivedDatagram received) == Errno.None; i++)
            {
                if (opener.Open(buffer.AsSpan(0, received.Length), out Packet packet) != OpenFailure.None || !EchoMessage.TryRead(packet, out EchoMessage message))
                    continue;
                if (told.Count < MostTold && told.Add(received.From))
                    Say(string.Create(CultureInfo.InvariantCulture, $"MOSHI SAW {received.From.ToAddressString()} {received.From.Port}"));
                if (waiting.Count < MostWaiting)
                    waiting.Add((now + (message.DelayMilliseconds * 1000L), message, received.From));
            }

            for (int i = waiting.Count - 1; i >= 0; i--)
            {
                if (waiting[i].Due > now)
                    continue;
                if (Answer(socket, sealer, waiting[i].Message, waiting[i].To) == Errno.EPERM && !isForbidden)
                {
                    isForbidden = true;
                    Say("MOSHI FORBIDDEN");
                }

                waiting.RemoveAt(i);
            }
        }
    }

    private static Errno Answer(UdpSocket socket, DatagramSealer sealer, EchoMessage message, in UdpEndpoint to)
    {
        Span<byte> plain = stackalloc byte[EchoMessage.PlainBytes];
        Span<byte> datagram = stackalloc byte[EchoMessage.DatagramBytes];
        message.Write(plain);
        return sealer.TrySeal(plain, datagram) ? socket.Send(datagram, to) : Errno.None;
    }

    private static void Say(string line) => StandardStreams.Write(StandardStreams.Output, $"\n{line}\n");
}
