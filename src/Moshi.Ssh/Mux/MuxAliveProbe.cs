using System.Buffers.Binary;

namespace Moshi.Ssh.Mux;

/// <summary>
/// Asks an OpenSSH master behind a control socket whether it lives, and for its process id: HELLO and ALIVE_CHECK of the mux protocol, version 4 (OpenSSH's PROTOCOL.mux).
/// Sans I/O: the caller writes <see cref="Request"/>, feeds what is read to <see cref="Receive"/>, and keeps the time limit.
/// </summary>
public sealed class MuxAliveProbe
{
    /// <summary>OpenSSH's master drops a longer frame; so do we.</summary>
    public const int MaxFrameBytes = 262_144;

    private const uint Hello = 0x00000001;
    private const uint AliveCheck = 0x10000004;
    private const uint Terminate = 0x10000005;
    private const uint Alive = 0x80000005;
    private const uint Version = 4;
    private const int HeadBytes = 4;

    // Only the beginning of a frame is needed; what follows is counted and dropped.
    private readonly byte[] _head = new byte[16];
    private int _headLength;
    private uint _left;
    private bool _isInFrame;
    private bool _hasHello;

    /// <summary>What the master has shown.</summary>
    public MuxAliveState State { get; private set; } = MuxAliveState.Waiting;

    /// <summary>The master's process id, with <see cref="MuxAliveState.Alive"/>. A hint: the process may be gone by the time it is looked at.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Our HELLO and the question, as request 0. Both may be sent without waiting for the master's HELLO.</summary>
    public static byte[] Request() => [.. Frame(Hello, Version), .. Frame(AliveCheck, 0)];

    /// <summary>Our HELLO and the request to end, for a master of our own.</summary>
    public static byte[] EndRequest() => [.. Frame(Hello, Version), .. Frame(Terminate, 0)];

    /// <summary>Takes bytes, cut anywhere. What comes after an answer is not looked at.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && State == MuxAliveState.Waiting)
        {
            if (!_isInFrame)
            {
                Fill(ref bytes, HeadBytes);
                if (_headLength < HeadBytes)
                    return;
                _left = BinaryPrimitives.ReadUInt32BigEndian(_head);
                if (_left is < 4 or > MaxFrameBytes)
                {
                    State = MuxAliveState.Stranger;
                    return;
                }

                _isInFrame = true;
                _headLength = 0;
                continue;
            }

            ReadOnlySpan<byte> part = bytes[..(int)Math.Min(_left, (uint)bytes.Length)];
            ReadOnlySpan<byte> kept = part[..Math.Min(part.Length, _head.Length - _headLength)];
            kept.CopyTo(_head.AsSpan(_headLength));
            _headLength += kept.Length;
            _left -= (uint)part.Length;
            bytes = bytes[part.Length..];
            if (_left > 0)
                return;
            EndFrame();
            _isInFrame = false;
            _headLength = 0;
        }
    }

    /// <summary>The master has closed the connection.</summary>
    public void Finish()
    {
        if (State == MuxAliveState.Waiting)
            State = MuxAliveState.Closed;
    }

    private void Fill(ref ReadOnlySpan<byte> bytes, int wanted)
    {
        ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, wanted - _headLength)];
        part.CopyTo(_head.AsSpan(_headLength));
        _headLength += part.Length;
        bytes = bytes[part.Length..];
    }

    private void EndFrame()
    {
        uint type = Word(0);
        if (!_hasHello)
        {
            // The first frame must be HELLO; unknown extensions behind the version are nobody's business.
            _hasHello = type == Hello && _headLength >= 8 && Word(1) == Version;
            if (!_hasHello)
                State = MuxAliveState.Stranger;
            return;
        }

        if (type == Alive && _headLength >= 12 && Word(1) == 0)
        {
            uint pid = Word(2);
            ProcessId = pid <= int.MaxValue ? (int)pid : 0;
            State = ProcessId > 0 ? MuxAliveState.Alive : MuxAliveState.Stranger;
        }
        else
        {
            State = MuxAliveState.Stranger;
        }
    }

    private uint Word(int index) => BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(index * 4));

    private static byte[] Frame(uint type, uint word)
    {
        byte[] frame = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(frame, 8);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), type);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), word);
        return frame;
    }
}
