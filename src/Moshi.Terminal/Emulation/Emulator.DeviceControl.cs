using System.Buffers;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// Device control strings: questions about settings and capabilities. All others (sixels, user-defined keys, ReGIS) are swallowed.
public sealed partial class Emulator
{
    /// <summary>Most bytes of a question; a longer one is not answered.</summary>
    private const int MaxQuestionBytes = 4096;

    private static readonly SearchValues<byte> s_hexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private byte[] _question = [];
    private int _questionLength;
    private int _presentationKind;
    private DeviceControl _deviceControl;

    private enum DeviceControl : byte
    {
        Ignored,
        SettingQuestion,
        CapabilityQuestion,
        PresentationState,
    }

    private void HookDcs(in ControlSequence head)
    {
        _canRepeat = false;
        _questionLength = 0;
        _presentationKind = head.Parameter(0, 0);
        _deviceControl = (head.Collected, head.Final) switch
        {
            ('$', 'q') => DeviceControl.SettingQuestion,
            ('+', 'q') => DeviceControl.CapabilityQuestion,
            ('$', 't') => DeviceControl.PresentationState,
            _ => DeviceControl.Ignored,
        };
    }

    private void PutDcs(ReadOnlySpan<byte> bytes)
    {
        if (_deviceControl == DeviceControl.Ignored)
            return;

        if (_questionLength + bytes.Length > MaxQuestionBytes)
        {
            _deviceControl = DeviceControl.Ignored;
            return;
        }

        if (_questionLength + bytes.Length > _question.Length)
            Array.Resize(ref _question, Math.Max(64, 2 * (_questionLength + bytes.Length)));

        bytes.CopyTo(_question.AsSpan(_questionLength));
        _questionLength += bytes.Length;
    }

    private void UnhookDcs(bool isCancelled)
    {
        ReadOnlySpan<byte> question = _question.AsSpan(0, _questionLength);
        DeviceControl what = isCancelled ? DeviceControl.Ignored : _deviceControl;
        _deviceControl = DeviceControl.Ignored;
        switch (what)
        {
            case DeviceControl.SettingQuestion:
                ReportSetting(question);
                break;
            case DeviceControl.CapabilityQuestion:
                ReportCapabilities(question);
                break;
            case DeviceControl.PresentationState:
                RestorePresentation(_presentationKind, question);
                break;
            case DeviceControl.Ignored:
            default:
                break;
        }
    }

    /// <summary>XTGETTCAP: names in hexadecimal digits, separated by semicolons. One answer for each, so that an unknown one does not hide the others.</summary>
    private void ReportCapabilities(ReadOnlySpan<byte> names)
    {
        const int MaxNames = 64;
        for (int count = 0; !names.IsEmpty && count < MaxNames; count++)
            ReportCapability(TakeField(ref names));
    }

    private void ReportCapability(ReadOnlySpan<byte> hexName)
    {
        Span<byte> name = stackalloc byte[TermcapAnswers.MaxNameBytes];
        if (hexName.Length > 2 * TermcapAnswers.MaxNameBytes
            || !Hexadecimal.TryDecode(hexName, name, out int length)
            || !TermcapAnswers.TryFind(name[..length], out ReadOnlySpan<byte> value))
        {
            // What is repeated is at most hexadecimal digits.
            bool isHex = hexName.Length <= 2 * TermcapAnswers.MaxNameBytes && !hexName.ContainsAnyExcept(s_hexDigits);
            Reply($"\u001bP0+r{(isHex ? hexName : default)}\u001b\\");
            return;
        }

        Span<byte> hexValue = stackalloc byte[Answer.Capacity / 2];
        if (value.IsEmpty || !Hexadecimal.TryEncode(value, hexValue, out int written))
        {
            Reply($"\u001bP1+r{hexName}\u001b\\");
            return;
        }

        Reply($"\u001bP1+r{hexName}={hexValue[..written]}\u001b\\");
    }

    /// <summary>DECRQSS: the end of a control function; the answer is the function as it would restore the setting. 0 means not known here.</summary>
    private void ReportSetting(ReadOnlySpan<byte> function)
    {
        switch (function)
        {
            case [(byte)'m']:
                ReportRenditions();
                break;
            case [(byte)'r']:
                Reply($"\u001bP1$r{_top + 1};{_bottom + 1}r\u001b\\");
                break;
            case [(byte)'s']:
                Reply($"\u001bP1$r{_left + 1};{_right + 1}s\u001b\\");
                break;
            case [(byte)' ', (byte)'q']:
                Reply($"\u001bP1$r{ReportedCursorStyle()} q\u001b\\");
                break;
            case [(byte)'"', (byte)'q']:
                Reply($"\u001bP1$r{((_screen.Pen.Attributes & CellAttributes.Protected) != CellAttributes.None ? 1 : 0)}\"q\u001b\\");
                break;
            case [(byte)'"', (byte)'p']:
                Reply($"\u001bP1$r{60 + _level};1\"p\u001b\\");
                break;
            case [(byte)'t']:
                Reply($"\u001bP1$r{(_linesPerPage == 0 ? _screen.Rows : _linesPerPage)}t\u001b\\");
                break;
            case [(byte)'$', (byte)'|']:
                Reply($"\u001bP1$r{_screen.Columns}$|\u001b\\");
                break;
            case [(byte)'*', (byte)'|']:
                Reply($"\u001bP1$r{(_linesPerScreen == 0 ? _screen.Rows : _linesPerScreen)}*|\u001b\\");
                break;
            case [(byte)'*', (byte)'x']:
                Reply($"\u001bP1$r{(_changesRectangles ? 2 : 0)}*x\u001b\\");
                break;
            case [(byte)'$', (byte)'}']:
                // No status line: the main display is active, and there is no other.
                Reply("\u001bP1$r0$}\u001b\\"u8);
                break;
            case [(byte)'$', (byte)'~']:
                Reply("\u001bP1$r0$~\u001b\\"u8);
                break;
            default:
                Reply("\u001bP0$r\u001b\\"u8);
                break;
        }
    }

    /// <summary>The pen as SGR would set it, beginning with 0; colours in the colon form, as xterm writes them.</summary>
    private void ReportRenditions()
    {
        var answer = new Answer(0, 0);
        answer.AppendLiteral("\u001bP1$r");
        AppendRenditions(ref answer, _screen.Pen);
        answer.AppendLiteral("\u001b\\");
        Reply(answer.Bytes);
    }

    /// <summary>XTREPORTSGR: the renditions that all cells of a rectangle have; none when it is empty.</summary>
    private void ReportRenditionsOf(in Margins area)
    {
        Style common = area.Bottom < area.Top ? default : _screen.StyleOf(_screen[area.Top, area.Left]);
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            for (int column = area.Left; column <= area.Right; column++)
            {
                // The right half of a wide character has no renditions of its own.
                if (!IsHiddenHalf(row, column))
                    common = Common(common, _screen.StyleOf(_screen[row, column]));
            }
        }

        var answer = new Answer(0, 0);
        answer.AppendLiteral("\u001b[");
        AppendRenditions(ref answer, common);
        Reply(answer.Bytes);
    }

    private static Style Common(in Style one, in Style other)
    {
        CellAttributes attributes = one.Attributes & other.Attributes;
        if (one.UnderlineStyle != other.UnderlineStyle)
            attributes &= ~CellAttributes.Underline;

        return one with
        {
            Attributes = attributes,
            Foreground = one.Foreground == other.Foreground ? one.Foreground : Color.Default,
            Background = one.Background == other.Background ? one.Background : Color.Default,
            UnderlineColor = one.UnderlineColor == other.UnderlineColor ? one.UnderlineColor : Color.Default,
        };
    }

    /// <summary>A pen as the parameters of SGR, and its final.</summary>
    private static void AppendRenditions(ref Answer answer, in Style pen)
    {
        answer.AppendLiteral("0");
        ReadOnlySpan<(CellAttributes Attribute, int Code)> codes =
        [
            (CellAttributes.Bold, 1), (CellAttributes.Faint, 2), (CellAttributes.Italic, 3), (CellAttributes.Underline, 4), (CellAttributes.Blink, 5),
            (CellAttributes.RapidBlink, 6), (CellAttributes.Inverse, 7), (CellAttributes.Invisible, 8), (CellAttributes.Strikethrough, 9),
            (CellAttributes.Overline, 53),
        ];
        foreach ((CellAttributes attribute, int code) in codes)
        {
            if ((pen.Attributes & attribute) == CellAttributes.None)
                continue;

            answer.AppendLiteral(";");
            answer.AppendFormatted(code);
            if (attribute == CellAttributes.Underline && pen.UnderlineStyle != UnderlineStyle.Single)
            {
                answer.AppendLiteral(":");
                answer.AppendFormatted((int)pen.UnderlineStyle + 1);
            }
        }

        AppendColor(ref answer, pen.Foreground, 30);
        AppendColor(ref answer, pen.Background, 40);
        AppendColor(ref answer, pen.UnderlineColor, 50);
        answer.AppendLiteral("m");
    }

    /// <summary>The user's own shape is reported as a block: 0 would ask for something that is not a shape.</summary>
    private int ReportedCursorStyle() => _screen.CursorStyle switch
    {
        CursorStyle.Default or CursorStyle.Blinking => (int)CursorStyle.BlinkingBlock,
        CursorStyle.Steady => (int)CursorStyle.SteadyBlock,
        CursorStyle shape => (int)shape,
    };

    private static void AppendColor(ref Answer answer, Color color, int basis)
    {
        if (color.IsDefault)
            return;

        answer.AppendLiteral(";");
        if (color.IsIndexed && color.Index < 16 && basis != 50)
        {
            answer.AppendFormatted(color.Index < 8 ? basis + color.Index : basis + 60 + color.Index - 8);
            return;
        }

        answer.AppendFormatted(basis + 8);
        if (color.IsIndexed)
        {
            answer.AppendLiteral(":5:");
            answer.AppendFormatted(color.Index);
            return;
        }

        answer.AppendLiteral(":2::");
        answer.AppendFormatted(color.Red);
        answer.AppendLiteral(":");
        answer.AppendFormatted(color.Green);
        answer.AppendLiteral(":");
        answer.AppendFormatted(color.Blue);
    }
}
