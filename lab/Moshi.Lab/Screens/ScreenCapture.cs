using System.Globalization;
using System.Text;

namespace Moshi.Lab.Screens;

/// <summary>A picture of a terminal: what a person in front of it would see, and nothing that he would not.</summary>
public sealed class ScreenCapture
{
    private readonly ScreenCell[][] _rows;

    private ScreenCapture(TerminalSize size, ScreenCell[][] rows, int cursorColumn, int cursorRow, bool isCursorVisible)
    {
        Size = size;
        _rows = rows;
        CursorColumn = cursorColumn;
        CursorRow = cursorRow;
        IsCursorVisible = isCursorVisible;
    }

    /// <summary>Size of the terminal.</summary>
    public TerminalSize Size { get; }

    /// <summary>Column of the cursor, from 0; equal to the width while a wrap is pending.</summary>
    public int CursorColumn { get; }

    /// <summary>Row of the cursor, from 0.</summary>
    public int CursorRow { get; }

    /// <summary>Whether the cursor is shown.</summary>
    public bool IsCursorVisible { get; }

    /// <summary>The text of all rows without trailing blanks, separated by line feeds.</summary>
    public string Text => string.Join('\n', Enumerable.Range(0, Size.Rows).Select(Row));

    /// <summary>The cell at a place, from 0.</summary>
    public ScreenCell this[int row, int column] => _rows[row][column];

    /// <summary>The text of a row without trailing blanks.</summary>
    public string Row(int row) => string.Concat(_rows[row].Select(cell => cell.Text)).TrimEnd(' ');

    /// <summary>Whether any row contains the text.</summary>
    public bool Contains(string text) => Text.Contains(text, StringComparison.Ordinal);

    /// <summary>Row of the first occurrence of a text, or -1.</summary>
    public int RowOf(string text) => Array.FindIndex(_rows, row => string.Concat(row.Select(cell => cell.Text)).Contains(text, StringComparison.Ordinal));

    /// <summary>Parses what `capture-pane -e -p -N` wrote.</summary>
    public static ScreenCapture Parse(string captured, TerminalSize size, int cursorColumn, int cursorRow, bool isCursorVisible)
    {
        var rows = new ScreenCell[size.Rows][];
        string[] lines = captured.Split('\n');
        Rendition rendition = new();
        for (int row = 0; row < size.Rows; row++)
            rows[row] = ParseRow(row < lines.Length ? lines[row] : "", size.Columns, rendition);
        return new ScreenCapture(size, rows, cursorColumn, cursorRow, isCursorVisible);
    }

    /// <summary>What differs between two pictures, for people; empty when they look the same.</summary>
    public static string Compare(ScreenCapture expected, ScreenCapture actual)
    {
        StringBuilder report = new();
        if (expected.Size != actual.Size)
            return $"size: expected {expected.Size}, got {actual.Size}";
        for (int row = 0; row < expected.Size.Rows && report.Length < 4000; row++)
            CompareRow(expected, actual, row, report);
        if (expected.IsCursorVisible != actual.IsCursorVisible)
            report.AppendLine(CultureInfo.InvariantCulture, $"cursor visible: expected {expected.IsCursorVisible}, got {actual.IsCursorVisible}");
        // A hidden cursor is nowhere. A pending wrap cannot be seen: the cursor stands on the last column.
        int last = expected.Size.Columns - 1;
        (int, int) wanted = (expected.CursorRow, Math.Min(last, expected.CursorColumn)), got = (actual.CursorRow, Math.Min(last, actual.CursorColumn));
        if (expected.IsCursorVisible && actual.IsCursorVisible && wanted != got)
            report.AppendLine(CultureInfo.InvariantCulture, $"cursor (row, column): expected {wanted}, got {got}");
        return report.ToString();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder picture = new();
        picture.AppendLine(CultureInfo.InvariantCulture, $"+-- {Size}, cursor row {CursorRow} column {CursorColumn}{(IsCursorVisible ? "" : " hidden")}");
        for (int row = 0; row < Size.Rows; row++)
            picture.Append("| ").AppendLine(Row(row));
        return picture.Append("+--").ToString();
    }

    private static void CompareRow(ScreenCapture expected, ScreenCapture actual, int row, StringBuilder report)
    {
        for (int column = 0; column < expected.Size.Columns; column++)
        {
            if (expected[row, column] == actual[row, column])
                continue;
            report.AppendLine(CultureInfo.InvariantCulture, $"row {row} column {column}: expected {expected[row, column]}, got {actual[row, column]}");
            report.AppendLine(CultureInfo.InvariantCulture, $"  expected |{expected.Row(row)}|").AppendLine(CultureInfo.InvariantCulture, $"  got      |{actual.Row(row)}|");
            return;
        }
    }

    private static ScreenCell[] ParseRow(string line, int columns, Rendition rendition)
    {
        var cells = new ScreenCell[columns];
        Array.Fill(cells, ScreenCell.Blank);
        int column = 0;
        bool isLineDrawing = false;
        for (int i = 0; i < line.Length;)
        {
            if (line[i] == '\e')
            {
                int end = line.IndexOf('m', i);
                rendition.Apply(line[(i + 2)..end]);
                i = end + 1;
            }
            else if (line[i] is '\x0E' or '\x0F')
            {
                isLineDrawing = line[i++] == '\x0E';
            }
            else
            {
                int length = char.IsSurrogatePair(line, i) ? 2 : 1;
                Place(isLineDrawing ? LineDrawing(line[i]) : line.Substring(i, length));
                i += length;
            }
        }
        return cells;

        void Place(string character)
        {
            int width = CellWidth.Of(character);
            if (width == 0)
            {
                // Belongs to the character before; a wide one is two cells back.
                int owner = column - (column > 1 && cells[column - 1].Text.Length == 0 ? 2 : 1);
                cells[Math.Max(0, owner)] = cells[Math.Max(0, owner)] with { Text = cells[Math.Max(0, owner)].Text + character };
                return;
            }
            if (column >= columns)
                return;
            string look = rendition.LookOf(character);
            cells[column++] = new ScreenCell(character, look);
            if (width == 2 && column < columns)
                cells[column++] = new ScreenCell("", look);
        }
    }

    private static string LineDrawing(char c) => c switch
    {
        'j' => "┘",
        'k' => "┐",
        'l' => "┌",
        'm' => "└",
        'n' => "┼",
        'q' => "─",
        't' => "├",
        'u' => "┤",
        'v' => "┴",
        'w' => "┬",
        'x' => "│",
        '`' => "◆",
        'a' => "▒",
        'f' => "°",
        'g' => "±",
        'o' => "⎺",
        's' => "⎽",
        '~' => "·",
        _ => c.ToString(),
    };
}
