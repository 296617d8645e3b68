namespace Moshi.Transport.Sync;

/// <summary>One action of the user direction. <see cref="Keys"/> points into the message it was read from.</summary>
public readonly ref struct UserAction
{
    public UserAction(ReadOnlySpan<byte> bytes, UserActionKind kind = UserActionKind.Keys)
    {
        Kind = kind;
        Keys = bytes;
    }

    public UserAction(WindowSize size)
    {
        Kind = UserActionKind.Resize;
        Size = size;
    }

    public UserActionKind Kind { get; }

    /// <summary>Opaque bytes: for the host, or the facts, when <see cref="Kind"/> says so.</summary>
    public ReadOnlySpan<byte> Keys { get; }

    /// <summary>As it was sent: not validated here.</summary>
    public WindowSize Size { get; }
}
