using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

public sealed partial class ScreenDeltaReader
{
    private void ReadStatus(ref DeltaInput input)
    {
        var parts = (StatusParts)input.ReadInt32((int)((uint)StatusParts.Effects << 1) - 1);
        if (Has(parts, StatusParts.Bells))
            _screen.BellCount = (uint)input.ReadVarint();

        if (Has(parts, StatusParts.Modes))
            _screen.Modes = ReadModes(ref input);

        if (Has(parts, StatusParts.CursorStyle))
            _screen.CursorStyle = (CursorStyle)input.ReadInt32((int)CursorStyle.Steady);

        if (Has(parts, StatusParts.Host))
        {
            int line = input.ReadInt32(7);
            _screen.LineDiscipline = new LineDiscipline((line & 1) != 0, (line & 2) != 0, (line & 4) != 0);
            _screen.ShellPhase = (ShellPhase)input.ReadInt32((int)ShellPhase.Finished);
        }

        ReadTexts(ref input, parts);
        if (Has(parts, StatusParts.Colors))
            ReadColors(ref input);

        if (Has(parts, StatusParts.Effects))
            ReadEffects(ref input);
    }

    private void ReadTexts(ref DeltaInput input, StatusParts parts)
    {
        if (Has(parts, StatusParts.Titles))
        {
            _screen.TitleWasSet = input.ReadFlag();
            _screen.Title = input.ReadString();
            _screen.IconName = input.ReadString();
        }

        if (Has(parts, StatusParts.Clipboard))
            _screen.Clipboard = input.ReadString();

        if (Has(parts, StatusParts.WorkingDirectory))
            _screen.WorkingDirectory = input.ReadString();

        if (Has(parts, StatusParts.Progress))
        {
            var state = (ProgressState)input.ReadInt32((int)ProgressState.Paused);
            _screen.Progress = new Progress(state, (byte)input.ReadInt32(100));
        }

        if (Has(parts, StatusParts.PointerShape))
            _screen.PointerShape = input.ReadString();
    }

    private static DisplayModes ReadModes(ref DeltaInput input)
    {
        int flags = input.ReadInt32(511);
        int reporting = input.ReadInt32(ushort.MaxValue);
        int encoding = input.ReadInt32(ushort.MaxValue);
        return new DisplayModes
        {
            CursorVisible = (flags & 1) != 0,
            ReverseVideo = (flags & 2) != 0,
            BracketedPaste = (flags & 4) != 0,
            FocusEvents = (flags & 8) != 0,
            AlternateScroll = (flags & 16) != 0,
            ApplicationCursorKeys = (flags & 32) != 0,
            ApplicationKeypad = (flags & 64) != 0,
            GraphemeClusters = (flags & 128) != 0,
            FormatOtherKeys = (flags & 256) != 0,
            MouseReporting = reporting is 9 or (>= 1000 and <= 1003) ? (MouseReporting)reporting : MouseReporting.None,
            MouseEncoding = encoding is 1005 or 1006 or 1015 or 1016 ? (MouseEncoding)encoding : MouseEncoding.Default,
            KeyboardFlags = (byte)input.ReadInt32(31),
            ModifyOtherKeys = (byte)input.ReadInt32(3),
        };
    }

    private void ReadColors(ref DeltaInput input)
    {
        ColorOverrides colors = _screen.Colors;
        for (int count = input.ReadInt32(DynamicColor.Count); count > 0; count--)
        {
            int slot = input.ReadInt32(DynamicColor.Count - 1);
            Color color = input.ReadColor();
            if (input.IsMalformed)
                return;

            colors = colors.With(slot, color);
        }

        _screen.Colors = colors;
    }

    private void ReadEffects(ref DeltaInput input)
    {
        EffectLog effects = _screen.Effects;
        for (int count = input.ReadInt32(EffectLog.MaxEffects); count > 0; count--)
        {
            ulong sequence = input.ReadVarint();
            var kind = (EffectKind)input.ReadInt32(byte.MaxValue);
            string selector = input.ReadString();
            byte[] payload = input.ReadBytes(DeltaInput.MaxTextBytes).ToArray();
            if (input.IsMalformed)
                return;

            effects = effects.Append(new Effect(sequence, kind, selector, payload));
        }

        _screen.Effects = effects;
    }

    private static bool Has(StatusParts parts, StatusParts part) => (parts & part) != StatusParts.None;
}
