namespace Moshi.Transport.Frames;

/// <summary>What a frame in a 0xA1 container is (docs/protocol/frames.md, "Frames"). Numbers below 0x100 that are not here, or reserved, are an error; from there on frames carry a length and unknown ones are passed over.</summary>
public enum FrameType : ulong
{
    /// <summary>One byte of nothing, to hide a length.</summary>
    Padding = 0x00,

    /// <summary>Asks for an acknowledgement of its packet.</summary>
    Ping = 0x01,

    /// <summary>Packets that have arrived: <see cref="AckFrame"/>.</summary>
    Ack = 0x02,

    /// <summary>A connection id that the client may use: <see cref="ConnectionIdFrame"/>.</summary>
    NewConnectionId = 0x18,

    /// <summary>A connection id that the client uses no longer.</summary>
    RetireConnectionId = 0x19,

    /// <summary>Eight bytes to be returned on the same path.</summary>
    PathChallenge = 0x1A,

    /// <summary>The eight bytes.</summary>
    PathResponse = 0x1B,

    /// <summary>The end, or the exit status that comes before it: <see cref="CloseFrame"/>.</summary>
    Close = 0x1C,

    /// <summary>The key phase that the sender has gone to.</summary>
    KeyNext = 0x1E,

    /// <summary>A state of the sender's object, SSP_IN towards the server and SSP_OUT towards the client: <see cref="SyncFrame"/>.</summary>
    Sync = 0x20,

    /// <summary>The states of the peer that the sender has: <see cref="StateAckFrame"/>.</summary>
    StateAck = 0x21,

    /// <summary>A piece of a sync frame that is too long for one packet: <see cref="ChunkFrame"/>.</summary>
    Chunk = 0x22,

    /// <summary>The XOR of up to eight pieces: <see cref="ParityFrame"/>.</summary>
    Parity = 0x23,

    /// <summary>Which input the picture in this packet answers, and how soon it did: <see cref="EchoFrame"/>.</summary>
    Echo = 0x24,

    /// <summary><see cref="Echo"/> of the state that the picture's frame acknowledges. <see cref="FrameReader.TryReadType"/> tells it as that.</summary>
    EchoOfAcknowledged = 0x25,

    /// <summary>
    /// <see cref="Sync"/> with its lower three flags in the type: 0x28 to 0x2F. <see cref="FrameReader.TryReadType"/> tells them as <see cref="Sync"/>.
    /// </summary>
    ShortSync = 0x28,

    /// <summary>From here on every frame is type, length, contents; those of unknown type are passed over.</summary>
    FirstExtension = 0x100,
}
