using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

public sealed partial class ScreenDeltaWriter
{
    private StatusParts ChangedStatus()
    {
        StatusParts parts = StatusParts.None;
        parts |= _from.BellCount == _to.BellCount ? StatusParts.None : StatusParts.Bells;
        parts |= _from.Modes == _to.Modes ? StatusParts.None : StatusParts.Modes;
        parts |= _from.CursorStyle == _to.CursorStyle ? StatusParts.None : StatusParts.CursorStyle;
        parts |= _from.LineDiscipline == _to.LineDiscipline && _from.ShellPhase == _to.ShellPhase ? StatusParts.None : StatusParts.Host;
        parts |= SameTitles() ? StatusParts.None : StatusParts.Titles;
        parts |= Same(_from.Clipboard, _to.Clipboard) ? StatusParts.None : StatusParts.Clipboard;
        parts |= Same(_from.WorkingDirectory, _to.WorkingDirectory) ? StatusParts.None : StatusParts.WorkingDirectory;
        parts |= _from.Progress == _to.Progress ? StatusParts.None : StatusParts.Progress;
        parts |= Same(_from.PointerShape, _to.PointerShape) ? StatusParts.None : StatusParts.PointerShape;
        parts |= _from.Colors.Equals(_to.Colors) ? StatusParts.None : StatusParts.Colors;
        parts |= _from.Effects.LastSequence == _to.Effects.LastSequence ? StatusParts.None : StatusParts.Effects;
        return parts;
    }

    private void AddStatus(StatusParts parts)
    {
        if (parts == StatusParts.None)
            return;

        _out.AddVarint((uint)parts);
        if (Has(parts, StatusParts.Bells))
            _out.AddVarint(_to.BellCount);

        if (Has(parts, StatusParts.Modes))
            AddModes(_to.Modes);

        if (Has(parts, StatusParts.CursorStyle))
            _out.AddVarint((int)_to.CursorStyle);

        if (Has(parts, StatusParts.Host))
        {
            LineDiscipline line = _to.LineDiscipline;
            _out.AddVarint((line.IsKnown ? 1 : 0) | (line.Echo ? 2 : 0) | (line.Canonical ? 4 : 0));
            _out.AddVarint((int)_to.ShellPhase);
        }

        AddTexts(parts);
        AddOthers(parts);
    }

    private void AddTexts(StatusParts parts)
    {
        if (Has(parts, StatusParts.Titles))
        {
            _out.AddVarint(_to.TitleWasSet ? 1 : 0);
            _out.AddString(_to.Title);
            _out.AddString(_to.IconName);
        }

        if (Has(parts, StatusParts.Clipboard))
            _out.AddString(_to.Clipboard);

        if (Has(parts, StatusParts.WorkingDirectory))
            _out.AddString(_to.WorkingDirectory);

        if (Has(parts, StatusParts.Progress))
        {
            _out.AddVarint((int)_to.Progress.State);
            _out.AddVarint(_to.Progress.Percent);
        }

        if (Has(parts, StatusParts.PointerShape))
            _out.AddString(_to.PointerShape);
    }

    private void AddOthers(StatusParts parts)
    {
        if (Has(parts, StatusParts.Colors))
            AddColors();

        if (Has(parts, StatusParts.Effects))
            AddEffects();
    }

    private void AddModes(in DisplayModes modes)
    {
        int flags = (modes.CursorVisible ? 1 : 0) | (modes.ReverseVideo ? 2 : 0) | (modes.BracketedPaste ? 4 : 0) | (modes.FocusEvents ? 8 : 0)
            | (modes.AlternateScroll ? 16 : 0) | (modes.ApplicationCursorKeys ? 32 : 0) | (modes.ApplicationKeypad ? 64 : 0)
            | (modes.GraphemeClusters ? 128 : 0) | (modes.FormatOtherKeys ? 256 : 0);
        _out.AddVarint(flags);
        _out.AddVarint((int)modes.MouseReporting);
        _out.AddVarint((int)modes.MouseEncoding);
        _out.AddVarint(modes.KeyboardFlags);
        _out.AddVarint(modes.ModifyOtherKeys);
    }

    private void AddColors()
    {
        int changes = 0;
        for (int slot = 0; slot < DynamicColor.Count; slot++)
            changes += _from.Colors[slot] == _to.Colors[slot] ? 0 : 1;

        _out.AddVarint(changes);
        for (int slot = 0; slot < DynamicColor.Count; slot++)
        {
            if (_from.Colors[slot] != _to.Colors[slot])
            {
                _out.AddVarint(slot);
                _out.AddColor(_to.Colors[slot]);
            }
        }
    }

    /// <summary>Those that the receiver may not have yet. When a number is missing, it was replaced or forgotten at the host.</summary>
    private void AddEffects()
    {
        int first = 0;
        ReadOnlySpan<Effect> effects = _to.Effects.Effects;
        while (first < effects.Length && effects[first].Sequence <= _from.Effects.LastSequence)
            first++;

        _out.AddVarint(effects.Length - first);
        foreach (Effect effect in effects[first..])
        {
            _out.AddVarint(effect.Sequence);
            _out.AddVarint((int)effect.Kind);
            _out.AddString(effect.Selector);
            _out.AddVarint(effect.Payload.Length);
            _out.Add(effect.Payload.Span);
        }
    }

    private bool SameTitles() =>
        _from.TitleWasSet == _to.TitleWasSet && Same(_from.Title, _to.Title) && Same(_from.IconName, _to.IconName);

    private static bool Has(StatusParts parts, StatusParts part) => (parts & part) != StatusParts.None;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
