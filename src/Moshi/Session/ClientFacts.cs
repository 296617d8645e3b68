using System.Buffers.Binary;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>
/// What the client found out about the user's terminal, as bytes for <see cref="UserStream.SetTerminalFacts"/> (docs/protocol/mosh.md, "Terminal facts"). A server
/// believes nothing that is out of range.
/// </summary>
public static class ClientFacts
{
    /// <summary>Most bytes that <see cref="Write"/> makes.</summary>
    public const int MaxBytes = HeadBytes + (BytesPerColor * DynamicColor.Count);

    private const byte Version = 1;
    private const byte HasKeyboardProtocol = 1;
    private const int HeadBytes = 9;
    private const int BytesPerColor = 5;

    /// <summary>The facts as bytes.</summary>
    public static byte[] Write(in OuterTerminal terminal)
    {
        ReadOnlySpan<(short Slot, Color Color)> colors = terminal.Colors.Entries;
        byte[] facts = new byte[HeadBytes + (BytesPerColor * colors.Length)];
        facts[0] = Version;
        facts[1] = terminal.HasKeyboardProtocol ? HasKeyboardProtocol : (byte)0;
        facts[2] = (byte)terminal.ColorScheme;
        BinaryPrimitives.WriteUInt16BigEndian(facts.AsSpan(3), (ushort)(terminal.HasCellSize ? terminal.CellWidthPixels : 0));
        BinaryPrimitives.WriteUInt16BigEndian(facts.AsSpan(5), (ushort)(terminal.HasCellSize ? terminal.CellHeightPixels : 0));
        BinaryPrimitives.WriteUInt16BigEndian(facts.AsSpan(7), (ushort)colors.Length);
        Span<byte> rest = facts.AsSpan(HeadBytes);
        foreach ((short slot, Color color) in colors)
        {
            BinaryPrimitives.WriteInt16BigEndian(rest, slot);
            (rest[2], rest[3], rest[4]) = ((byte)color.Red, (byte)color.Green, (byte)color.Blue);
            rest = rest[BytesPerColor..];
        }

        return facts;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; what a later version has added at the end is passed over. False when it is not that.</summary>
    public static bool TryRead(ReadOnlySpan<byte> facts, out OuterTerminal terminal)
    {
        terminal = default;
        if (facts.Length < HeadBytes || facts[0] < Version || facts[2] > (byte)ColorScheme.Light)
            return false;
        int count = BinaryPrimitives.ReadUInt16BigEndian(facts[7..]);
        ReadOnlySpan<byte> rest = facts[HeadBytes..];
        if (count > DynamicColor.Count || rest.Length < count * BytesPerColor)
            return false;
        ColorOverrides colors = ColorOverrides.None;
        for (; count > 0; count--, rest = rest[BytesPerColor..])
        {
            int slot = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (slot >= DynamicColor.Count)
                return false;
            colors = colors.With(slot, Color.Rgb(rest[2], rest[3], rest[4]));
        }

        var read = new OuterTerminal
        {
            Colors = colors,
            ColorScheme = (ColorScheme)facts[2],
            HasKeyboardProtocol = (facts[1] & HasKeyboardProtocol) != 0,
            CellWidthPixels = BinaryPrimitives.ReadUInt16BigEndian(facts[3..]),
            CellHeightPixels = BinaryPrimitives.ReadUInt16BigEndian(facts[5..]),
        };
        terminal = read.HasCellSize ? read : read with { CellWidthPixels = 0, CellHeightPixels = 0 };
        return true;
    }
}
