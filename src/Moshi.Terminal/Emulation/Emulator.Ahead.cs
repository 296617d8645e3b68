using System.Numerics;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Plain text after a line feed that is a flood, when it comes at once: half of what a pty hands over.</summary>
    private const int LeastHeldBytes = 2048;

    private const int LeastHeldCapacity = 16 * 1024;
    private const int MostHeldCapacity = 1024 * 1024;

    private byte[] _held = [];
    private int _heldEnd;

    // Where the row begins of which the end has not come yet.
    private int _heldPosition;
    private int _heldLines;
    private bool _mayHold;
    private bool _isDrawingHeld;

    /// <summary>
    /// True when text is held that is not on the screen yet. It has no other effect than to be printed: modes, answers and effects are up to date.
    /// </summary>
    public bool IsBehind => _heldEnd != 0;

    /// <summary>
    /// Processes output of the program as <see cref="Feed"/> does, but plain text that other text may push off the screen before anybody looks can be held back undrawn,
    /// over any number of calls. Whoever asks for the screen or the history gets them as if everything had been drawn (<see cref="CatchUp"/>). For a program that prints
    /// faster than pictures are taken: the lines between two of them are looked through and never drawn.
    /// </summary>
    public void FeedAhead(ReadOnlySpan<byte> bytes)
    {
        if (IsBehind)
            bytes = bytes[HoldMore(bytes)..];

        if (!bytes.IsEmpty)
        {
            _mayHold = bytes.Length >= LeastHeldBytes;
            Parse(bytes);
            _mayHold = false;
        }
    }

    /// <summary>Draws what is held (<see cref="FeedAhead"/>): a screenful at most.</summary>
    public void CatchUp()
    {
        if (IsBehind)
            DrawHeld(_heldEnd);
    }

    /// <summary>Begins to hold text, which goes to where the cursor is. It follows bytes that have been taken, and its first lines have been read.</summary>
    private void Hold(ReadOnlySpan<byte> text, int taken, int position, int count)
    {
        if (_held.Length < text.Length)
            _held = new byte[Math.Max(LeastHeldCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)text.Length))];

        text.CopyTo(_held);
        _heldEnd = text.Length;
        _heldPosition = position;
        _heldLines = count;
        MoveLines(taken);
    }

    /// <summary>Adds to what is held. Returns how many bytes need nothing more; before the others, if there are any, all has been drawn.</summary>
    private int HoldMore(ReadOnlySpan<byte> bytes)
    {
        if (!TryMakeRoomToHold(bytes.Length))
        {
            CatchUp();
            return 0;
        }

        bytes.CopyTo(_held.AsSpan(_heldEnd));
        int begun = _heldEnd;
        _heldEnd += bytes.Length;
        ReadOnlySpan<byte> text = _held.AsSpan(0, _heldEnd);
        TextLineReader reader = ReaderOf(text, _heldPosition);
        int before = _heldLines;
        _heldLines = ReadLines(ref reader, text, before);
        _heldPosition = reader.Position;
        if (before < RegionRows && _heldLines >= RegionRows)
            BlankRegion();

        if (reader.IsOutOfText)
            return bytes.Length;

        int end = Math.Max(begun, reader.Position);
        DrawHeld(end);
        return end - begun;
    }

    private void DrawHeld(int end)
    {
        int start = HeldStart;
        ReadOnlySpan<byte> text = _held.AsSpan(start..end);
        _heldEnd = 0;
        _isDrawingHeld = true;
        Parse(text);
        _isDrawingHeld = false;
    }

    private int HeldStart => _heldLines == 0 ? _heldPosition : OldestLine(_heldLines).Start;

    private bool TryMakeRoomToHold(int bytes)
    {
        if (_heldEnd + bytes <= _held.Length)
            return true;

        // Only that there were more lines than the screen has rows matters of a large number.
        int ring = _newestLines.Length;
        _heldLines = _heldLines > 2 * ring ? ring + (_heldLines & (ring - 1)) : _heldLines;
        int start = HeldStart;
        int length = _heldEnd - start;
        byte[] target = _held;
        if (2 * (length + bytes) > _held.Length)
        {
            if (2 * (length + bytes) > MostHeldCapacity)
                return false;

            target = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)(2 * (length + bytes)))];
        }

        _held.AsSpan(start, length).CopyTo(target);
        _held = target;
        _heldEnd = length;
        _heldPosition -= start;
        MoveLines(start);
        return true;
    }

    /// <summary>The bytes of the lines that are still to be drawn have been moved towards the beginning.</summary>
    private void MoveLines(int distance)
    {
        int mask = _newestLines.Length - 1;
        for (int line = _heldLines - Math.Min(_heldLines, RegionRows - 1); line < _heldLines; line++)
        {
            ref TextLine moved = ref _newestLines[line & mask];
            moved = moved with { Start = moved.Start - distance };
        }
    }
}
