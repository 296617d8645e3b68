using System.Text;
using Moshi.Terminal.Parsing;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>OSC 0, 1, 2 set titles; OSC 52 with the selection c sets the clipboard.</summary>
    private void DispatchOsc(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("52;c;"u8))
        {
            _screen.Clipboard = Encoding.UTF8.GetString(utf8[5..]);
            return;
        }

        if (utf8.Length < 2 || utf8[0] is < (byte)'0' or > (byte)'2' || utf8[1] != ';')
        {
            return;
        }

        string title = Encoding.UTF8.GetString(utf8[2..]);
        _screen.TitleWasSet = true;
        _screen.IconName = utf8[0] is (byte)'0' or (byte)'1' ? title : _screen.IconName;
        _screen.Title = utf8[0] is (byte)'0' or (byte)'2' ? title : _screen.Title;
    }

    /// <summary>Strings that were too long and have been dropped.</summary>
    public int DroppedStrings { get; private set; }

    private int _dcsFinal;
    private int _dcsLength;
    private int _commandLength;

    private void DropOsc(ReadOnlySpan<byte> beginning) => DroppedStrings += beginning.IsEmpty ? 0 : 1;

    private void HookDcs(in ControlSequence head)
    {
        _dcsFinal = head.Final;
        _dcsLength = 0;
    }

    private void PutDcs(ReadOnlySpan<byte> bytes) => _dcsLength += bytes.Length;

    private void UnhookDcs(bool isCancelled) => _dcsFinal = isCancelled || _dcsLength == 0 ? 0 : _dcsFinal;

    private void DispatchApc(ReadOnlySpan<byte> bytes) => _commandLength = bytes.Length;
}
