using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal;

/// <summary>Draws at random into a picture, with everything that a picture can hold: a seed gives the same drawing everywhere.</summary>
internal sealed class RandomPicture(int seed)
{
    private static readonly int[] s_codePoints = ['a', 'b', ' ', '#', 'q', '~', 'é', 'ß', 0x2500, 0x3042, 0x4E2D, 0xAC00, 0x1F600, 0x1F1E9, 0xE0B0, 0x10FFFD];
    private static readonly string[] s_clusters = ["e\u0301", "👨‍👩‍👧‍👦", "🇩🇪", "❤️", "각", "x\u0300\u0301\u0302\u0303\u0304"];
    private readonly Random _random = new(seed);

    internal int Next(int limit) => _random.Next(limit);

    internal int Next(int low, int limit) => _random.Next(low, limit);

    /// <summary>One or more random changes.</summary>
    internal void Change(Framebuffer screen)
    {
        for (int count = Next(1, 6); count > 0; count--)
        {
            switch (Next(16))
            {
                case < 6:
                    Text(screen);
                    break;
                case 6 or 7:
                    Scroll(screen);
                    break;
                case 8:
                    screen.ClearRow(Next(screen.Rows), StyleId(screen));
                    break;
                case 9:
                    ShiftCells(screen);
                    break;
                case 10:
                    int row = Next(screen.Rows);
                    screen.WritableRow(row).Wrapped = Next(2) == 0;
                    screen.SetMarks(row, (RowMarks)Next(8), Next(screen.Columns));
                    break;
                case 11 or 12:
                    screen.MoveCursor(Next(screen.Rows), Next(screen.Columns));
                    screen.Pen = Next(3) == 0 ? default : Style(screen);
                    break;
                case 13 when Next(4) == 0:
                    screen.SwitchScreen(!screen.IsAlternate);
                    break;
                case 13 when Next(8) == 0:
                    screen.DropInactive();
                    break;
                default:
                    Status(screen);
                    break;
            }
        }
    }

    internal Style Style(Framebuffer screen)
    {
        var style = new Style(Color(), Color(), (CellAttributes)(Next(3) == 0 ? Next(0x800) & ~(int)CellAttributes.Underline : 0));
        style = Next(4) == 0 ? style.WithUnderline((UnderlineStyle)Next(5)) with { UnderlineColor = Color() } : style;
        return Next(5) == 0
            ? style with { LinkId = screen.Symbols.InternLink(new LinkTarget($"https://example.org/{Next(5)}", Next(2) == 0 ? "" : $"id{Next(3)}")) }
            : style;
    }

    private Color Color() => Next(4) switch
    {
        0 => Moshi.Terminal.Screen.Color.Indexed(Next(256)),
        1 => Moshi.Terminal.Screen.Color.Rgb(Next(256), Next(256), Next(256)),
        _ => Moshi.Terminal.Screen.Color.Default,
    };

    private int StyleId(Framebuffer screen) => Next(2) == 0 ? 0 : screen.Symbols.Intern(Style(screen).ForErase());

    private void Text(Framebuffer screen)
    {
        int row = Next(screen.Rows);
        int column = Next(screen.Columns);
        int styleId = Next(2) == 0 ? 0 : screen.Symbols.Intern(Style(screen));
        bool repeats = Next(4) == 0;
        Cell cell = RandomCell(screen, styleId);
        for (int count = Next(1, 12); count > 0 && column < screen.Columns; count--)
        {
            screen.SetCell(row, column, cell);
            if (cell.IsWide && column + 1 < screen.Columns)
                screen.SetCell(row, column + 1, Cell.Blank(screen.Symbols.Intern(screen.StyleOf(cell).ForErase())));

            column += cell.Width;
            cell = repeats ? cell : RandomCell(screen, styleId);
        }

        screen.MoveCursor(row, column);
    }

    private Cell RandomCell(Framebuffer screen, int styleId)
    {
        if (Next(12) == 0)
            return screen.Symbols.MakeCluster(System.Text.Encoding.UTF8.GetBytes(s_clusters[Next(s_clusters.Length)]), Next(2) == 0, styleId);

        int codePoint = s_codePoints[Next(s_codePoints.Length)];
        return Next(9) == 0 ? Cell.Blank(styleId) : Cell.Of(codePoint, codePoint >= 0x300 && Next(2) == 0 ? 2 : 1, styleId);
    }

    private void Scroll(Framebuffer screen)
    {
        int top = Next(2) == 0 ? 0 : Next(screen.Rows);
        int bottom = Next(2) == 0 ? screen.Rows - 1 : Next(top, screen.Rows);
        int count = Next(1, screen.Rows + 1);
        if (Next(2) == 0)
            screen.ScrollUp(top, bottom, count, StyleId(screen));
        else
            screen.ScrollDown(top, bottom, count, StyleId(screen));
    }

    private void ShiftCells(Framebuffer screen)
    {
        Row row = screen.WritableRow(Next(screen.Rows));
        if (Next(2) == 0)
            row.Insert(Next(screen.Columns), Next(1, 4), StyleId(screen));
        else
            row.Delete(Next(screen.Columns), Next(1, 4), StyleId(screen));
    }

    private void Status(Framebuffer screen)
    {
        DisplayModes modes = screen.Modes;
        switch (Next(12))
        {
            case 0:
                screen.BellCount++;
                break;
            case 1:
                modes.CursorVisible = Next(2) == 0;
                modes.ApplicationCursorKeys = Next(2) == 0;
                modes.KeyboardFlags = (byte)Next(32);
                modes.MouseEncoding = Next(2) == 0 ? MouseEncoding.SgrPixels : MouseEncoding.Default;
                modes.MouseReporting = Next(2) == 0 ? MouseReporting.AnyMotion : MouseReporting.None;
                screen.Modes = modes;
                break;
            case 2:
                screen.CursorStyle = (CursorStyle)Next(9);
                break;
            case 3:
                screen.LineDiscipline = new LineDiscipline(Next(2) == 0, Next(2) == 0, Next(2) == 0);
                screen.ShellPhase = (ShellPhase)Next(5);
                break;
            case 4:
                (screen.Title, screen.IconName, screen.TitleWasSet) = ($"title {Next(9)} é", $"icon {Next(3)}", true);
                break;
            case 5:
                screen.Clipboard = $"Zm9v{Next(9)}";
                break;
            case 6:
                screen.WorkingDirectory = $"file://host/{Next(9)}";
                break;
            case 7:
                screen.Progress = new Progress((ProgressState)Next(5), (byte)Next(101));
                break;
            case 8:
                screen.PointerShape = Next(2) == 0 ? "" : "text";
                break;
            case 9:
                screen.Colors = screen.Colors.With(Next(DynamicColor.Count), Next(2) == 0 ? default : Moshi.Terminal.Screen.Color.Rgb(Next(256), 2, 3));
                break;
            default:
                screen.Effects = screen.Effects.Append((EffectKind)Next(1, 5), $"{Next(4)}", new byte[] { (byte)'a', (byte)('0' + Next(10)) });
                break;
        }
    }
}
