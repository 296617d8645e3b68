using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Moshi.Bench.Fairness;

/// <summary>The download that a session has to live beside: one TCP flow that always has something to send, and who reads it.</summary>
internal static class TcpPrograms
{
    /// <summary>What the source prints when it listens.</summary>
    public const string Ready = "listening";

    /// <summary>Arguments: address and port. Sends zeros to whoever connects, until it is killed.</summary>
    public static int RunSource(string[] arguments)
    {
        if (!TryParse(arguments, 2, out IPEndPoint? endPoint))
            return 2;
        using TcpListener listener = new(endPoint);
        listener.Start();
        Console.Out.WriteLine(Ready);
        byte[] zeros = new byte[64 * 1024];
        while (true)
        {
            using Socket client = listener.AcceptSocket();
            try
            {
                while (client.Send(zeros) > 0)
                {
                }
            }
            catch (SocketException)
            {
                // The reader has what it wanted.
            }
        }
    }

    /// <summary>Arguments: address, port, seconds to let pass, seconds to count. Prints the bytes that arrived in the latter.</summary>
    public static int RunSink(string[] arguments)
    {
        if (!TryParse(arguments, 4, out IPEndPoint? endPoint))
            return 2;
        double skipped = double.Parse(arguments[2], CultureInfo.InvariantCulture), counted = double.Parse(arguments[3], CultureInfo.InvariantCulture);
        using Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 1000 };
        socket.Connect(endPoint);
        byte[] buffer = new byte[256 * 1024];
        long start = Stopwatch.GetTimestamp(), bytes = 0;
        for (double at = 0; at < skipped + counted; at = Stopwatch.GetElapsedTime(start).TotalSeconds)
        {
            int count;
            try
            {
                count = socket.Receive(buffer);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
            {
                continue;
            }
            if (at >= skipped)
                bytes += count;
        }
        Console.Out.WriteLine(bytes.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static bool TryParse(string[] arguments, int count, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = arguments.Length == count && IPEndPoint.TryParse(arguments[0] + ":" + arguments[1], out IPEndPoint? parsed) ? parsed : null;
        return endPoint is not null;
    }
}
