namespace Moshi.Transport.Sync;

/// <summary>One action of the user direction. <see cref="Keys"/> points into the message it was read from.</summary>
public readonly ref struct UserAction
{
    public UserAction(ReadOnlySpan<byte> keys)
    {
        Kind = UserActionKind.Keys;
        Keys = keys;
    }

    public UserAction(WindowSize size)
    {
        Kind = UserActionKind.Resize;
        Size = size;
    }

    public UserActionKind Kind { get; }

    /// <summary>Opaque bytes for the host, when <see cref="Kind"/> says so.</summary>
    public ReadOnlySpan<byte> Keys { get; }

    /// <summary>As it was sent: not validated here.</summary>
    public WindowSize Size { get; }
}
