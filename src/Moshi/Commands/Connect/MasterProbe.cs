using System.Net.Sockets;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Ssh.Mux;

namespace Moshi.Commands.Connect;

/// <summary>Speaks to what listens at a control socket: stock's own client would wait for a mute master for ever.</summary>
internal static class MasterProbe
{
    /// <summary>A living master answers in less than a millisecond.</summary>
    private const long PatienceMicros = 1_000_000;

    private static readonly TimeSpan s_greetingTime = TimeSpan.FromMilliseconds(250);

    /// <summary>What listens there; null when nobody does. <see cref="MuxAliveState.Waiting"/> is a master that is stuck.</summary>
    /// <param name="path">The control socket.</param>
    /// <param name="processId">The master's, with <see cref="MuxAliveState.Alive"/>.</param>
    public static MuxAliveState? Ask(string path, out int processId)
    {
        processId = 0;
        using Socket? socket = Connect(path, out bool isFull);
        if (socket is null)
            return isFull ? MuxAliveState.Waiting : null;
        var probe = new MuxAliveProbe();
        int fd = (int)socket.Handle;
        _ = Descriptor.Write(fd, MuxAliveProbe.Request());
        using var loop = new PollLoop();
        int slot = loop.Add(fd);
        long deadline = Clock.NowMicros() + PatienceMicros;
        Span<byte> buffer = stackalloc byte[1024];
        while (probe.State == MuxAliveState.Waiting && Clock.NowMicros() < deadline)
        {
            _ = loop.Wait(deadline);
            if (!loop.IsReadable(slot))
                continue;
            IoResult read = Descriptor.Read(fd, buffer);
            if (read.Count > 0)
                probe.Receive(buffer[..read.Count]);
            else if (!read.IsWouldBlock)
                probe.Finish();
        }

        processId = probe.ProcessId;
        return probe.State;
    }

    /// <summary>What listens there, and where it is connected to if it is alive.</summary>
    public static (MuxAliveState? State, MasterConnection? Connection) Locate(string path)
    {
        MuxAliveState? state = Ask(path, out int process);
        return (state, state == MuxAliveState.Alive ? MasterConnection.Of(process) : null);
    }

    /// <summary>
    /// Asks a master of our own to end. Only its greeting is waited for: one that cannot deliver it drops the request with the connection, and would live on. One that
    /// does not listen ends by itself when nobody has used it for a while.
    /// </summary>
    public static void End(string path)
    {
        using Socket? socket = Connect(path, out _);
        if (socket is null)
            return;
        int fd = (int)socket.Handle;
        _ = Descriptor.Write(fd, MuxAliveProbe.EndRequest());
        _ = Descriptor.WaitReadable(fd, s_greetingTime);
    }

    /// <param name="path">The control socket.</param>
    /// <param name="isFull">Somebody listens, but has not taken connections for so long that no more fit.</param>
    private static Socket? Connect(string path, out bool isFull)
    {
        isFull = false;
        if (!File.Exists(path))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (SocketException e)
        {
            isFull = e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress or SocketError.TryAgain;
        }
        catch (ArgumentException)
        {
            // Longer than a socket's name can be: ssh cannot use it either.
        }

        socket.Dispose();
        return null;
    }
}
