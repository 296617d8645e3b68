namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>
    /// Shows the other screen. Each has its own saved cursor and margins; the cursor itself stays where it is. The margins of the alternate screen do not
    /// outlive it, so that a program which leaves them behind does no harm to the shell.
    /// </summary>
    private void SwitchScreen(bool alternate)
    {
        if (_screen.IsAlternate == alternate)
            return;

        bool isNew = alternate && !_screen.HasInactive;
        _screen.SwitchScreen(alternate);
        if (isNew)
            EraseWholeScreen();

        (_saved, _inactiveSaved) = (_inactiveSaved, _saved);
        if (alternate)
        {
            _inactiveMargins = new Margins(_top, _left, _bottom, _right);
            ResetMargins();
        }
        else
        {
            (_top, _left, _bottom, _right) = _inactiveMargins;
        }

        EndCluster();
        AfterScreenSwitch();
    }

    /// <summary>1047: the alternate screen is cleared when it is left, so there is no need to keep it.</summary>
    private void LeaveAndForgetAlternate()
    {
        if (_screen.IsAlternate)
        {
            SwitchScreen(alternate: false);
            _screen.DropInactive();
        }
    }

    /// <summary>1049: the cursor is saved, and the alternate screen is blank when it is entered.</summary>
    private void EnterAlternate()
    {
        SaveCursor();
        if (_screen.IsAlternate)
            return;

        SwitchScreen(alternate: true);
        EraseWholeScreen();
    }

    private void EraseWholeScreen()
    {
        for (int row = 0; row < _screen.Rows; row++)
            _screen.ClearRow(row, EraseStyleId());
    }

    private void LeaveAlternate()
    {
        LeaveAndForgetAlternate();
        RestoreCursor();
    }
}
