using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Window manipulation (XTWINOPS) and the titles of the window.
public sealed partial class Emulator
{
    /// <summary>
    /// True to report titles when asked (<c>CSI 20 t</c>, <c>CSI 21 t</c>). Off by default: whoever can set a title could otherwise type into the shell.
    /// </summary>
    public bool ReportsTitles { get; init; }

    /// <summary>
    /// CSI t. The window belongs to the user, so nothing moves or resizes it; sizes are told as far as they are known. The screen is as large as the text
    /// area, as far as an application needs to know.
    /// </summary>
    private void ManipulateWindow(in ControlSequence sequence)
    {
        int operation = sequence.Parameter(0, 0);
        switch (operation)
        {
            case 11:
                Reply("\u001b[1t"u8);
                break;
            case 13:
                Reply("\u001b[3;0;0t"u8);
                break;
            case 14 when _outer.HasCellSize:
                Reply($"\u001b[4;{PixelHeight()};{PixelWidth()}t");
                break;
            case 15 when _outer.HasCellSize:
                Reply($"\u001b[5;{PixelHeight()};{PixelWidth()}t");
                break;
            case 16 when _outer.HasCellSize:
                Reply($"\u001b[6;{_outer.CellHeightPixels};{_outer.CellWidthPixels}t");
                break;
            case 18:
                Reply($"\u001b[8;{_screen.Rows};{_screen.Columns}t");
                break;
            case 19:
                Reply($"\u001b[9;{_screen.Rows};{_screen.Columns}t");
                break;
            case 20:
                ReportTitle("L"u8, _screen.IconName);
                break;
            case 21:
                ReportTitle("l"u8, _screen.Title);
                break;
            case 22:
                PushTitles(sequence.Parameter(1, 0));
                break;
            case 23:
                PopTitles(sequence.Parameter(1, 0));
                break;
            case >= 24:
                _linesPerPage = operation;
                break;
            default:
                break;
        }
    }

    /// <summary>An empty title when titles are not reported: programs that wait for the answer go on.</summary>
    private void ReportTitle(ReadOnlySpan<byte> letter, string title)
    {
        title = ReportsTitles ? title : "";
        bool isHex = (_titleModes & TitleModes.ReportsHex) != TitleModes.None;
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(title);
        ReadOnlySpan<byte> text = isHex ? System.Text.Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)) : utf8;
        if (_replyLength + text.Length + 8 > MaxPendingReplyBytes)
            return;

        Reply($"\u001b]{letter}");
        Reply(text);
        Reply("\u001b\\"u8);
    }

    /// <summary>XTSMTITLE, XTRMTITLE. Modes 2 and 3 choose UTF-8, which is the case anyway.</summary>
    private void SetTitleModes(in ControlSequence sequence, bool on)
    {
        foreach (int parameter in sequence.Parameters)
        {
            TitleModes mode = parameter switch
            {
                0 or -1 => TitleModes.SetsHex,
                1 => TitleModes.ReportsHex,
                _ => TitleModes.None,
            };
            _titleModes = on ? _titleModes | mode : _titleModes & ~mode;
        }
    }
}
