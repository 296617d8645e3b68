using System.Security.Cryptography;
using Moshi.Platform;
using Moshi.Platform.Crypto;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;

namespace Moshi.Server;

/// <summary>
/// The first half of a server's start: takes a port and draws a key, then starts this program again as the server proper, in a session of its
/// own (docs/decisions/0003-detach-by-respawn.md).
/// </summary>
/// <param name="Port">UDP port that is bound.</param>
/// <param name="Key">The session's key, 16 bytes; whoever has it is the client.</param>
/// <param name="ProcessId">The server that lives on.</param>
internal sealed record ServerLaunch(int Port, byte[] Key, int ProcessId)
{
    /// <summary>Set in the environment of the second half, which removes it at once.</summary>
    public const string HandoverVariable = "MOSHI_SERVER_HANDOVER";

    private const int SocketDescriptor = 3;
    private const int SecretDescriptor = 4;
    private const int StunDescriptor = 5;
    private const int KeyBytes = 16;
    private const int SecretBytes = KeyBytes + 4 + StunInquiry.TransactionPrefixBytes;

    /// <summary>Starts the second half. Throws <see cref="OsException"/> when it cannot be.</summary>
    /// <param name="programName">The name that process lists will show.</param>
    /// <param name="args">The server's command line, which the second half reads again.</param>
    /// <param name="socket">Bound; stays open here.</param>
    /// <param name="size">The terminal's size in state 0.</param>
    /// <param name="keepsStandardStreams">Leave stdin, stdout and stderr with the server (-v).</param>
    /// <param name="stun">To which answers of a STUN server are to be forwarded, or null.</param>
    public static ServerLaunch Start(
        string programName, IReadOnlyList<string> args, UdpSocket socket, WindowSize size, bool keepsStandardStreams, StunInquiry? stun = null)
    {
        byte[] key = SystemRandom.Bytes(KeyBytes);
        Span<byte> secret = stackalloc byte[SecretBytes];
        secret.Clear();
        key.CopyTo(secret);
        stun?.Transaction.CopyTo(secret[(KeyBytes + 4)..]);
        BitConverter.TryWriteBytes(secret[KeyBytes..], (ushort)size.Columns);
        BitConverter.TryWriteBytes(secret[(KeyBytes + 2)..], (ushort)size.Rows);
        int secretDescriptor = SecretPipe.Create(secret);
        CryptographicOperations.ZeroMemory(secret);
        try
        {
            EnvironmentBlock environment = NativeEnvironment.Copy();
            environment[HandoverVariable] = "1";
            var descriptors = new List<DescriptorMapping> { new(socket.Descriptor, SocketDescriptor), new(secretDescriptor, SecretDescriptor) };
            if (stun is not null)
                descriptors.Add(new(stun.ForwardDescriptor, StunDescriptor));
            if (keepsStandardStreams)
                descriptors.AddRange([new(0, 0), new(1, 1), new(2, 2)]);
            int processId = Daemon.Spawn([programName, .. args], environment, descriptors);
            return new ServerLaunch(socket.LocalEndpoint.Port, key, processId);
        }
        finally
        {
            Descriptor.Close(secretDescriptor);
        }
    }

    /// <summary>In the second half: takes over what the first has prepared. Throws when it was not started by the first half.</summary>
    public static (UdpSocket Socket, byte[] Key, WindowSize Size, StunForwarder? Stun) TakeOver()
    {
        Span<byte> secret = stackalloc byte[SecretBytes];
        int taken = SecretPipe.Take(SecretDescriptor, secret);
        if (taken != secret.Length)
            throw new OsException($"The server was started with {HandoverVariable} set but without a key. Unset it and start again.");
        byte[] key = secret[..KeyBytes].ToArray();
        var size = new WindowSize(BitConverter.ToUInt16(secret[KeyBytes..]), BitConverter.ToUInt16(secret[(KeyBytes + 2)..]));
        ReadOnlySpan<byte> transaction = secret[(KeyBytes + 4)..];
        StunForwarder? stun = transaction.ContainsAnyExcept((byte)0) ? new StunForwarder(StunDescriptor, transaction.ToArray()) : null;
        CryptographicOperations.ZeroMemory(secret);
        return (UdpSocket.FromInherited(SocketDescriptor), key, size, stun);
    }
}
