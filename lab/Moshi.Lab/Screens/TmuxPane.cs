using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Screens;

/// <summary>A program in a pane of a <see cref="Tmux"/>: keys in, pictures out.</summary>
public sealed class TmuxPane
{
    private readonly Tmux _tmux;
    private readonly string _name;

    internal TmuxPane(Tmux tmux, string name)
    {
        _tmux = tmux;
        _name = name;
    }

    /// <summary>The process of the program.</summary>
    public int ProcessId
    {
        get
        {
            int process = -1;
            int shell = int.Parse(Ask("#{pane_pid}"), CultureInfo.InvariantCulture);
            LabTime.WaitUntil(() => (process = ProcessTable.ChildrenOf(shell) is [int child] ? child : -1) > 0, "the program in the pane");
            return process;
        }
    }

    /// <summary>The title that the program has set.</summary>
    public string Title => Ask("#{pane_title}");

    /// <summary>The exit code of the program (128 + signal when a signal ended it), null while it runs.</summary>
    public int? ExitCode => File.Exists(_tmux.StatusFileOf(_name)) && int.TryParse(File.ReadAllText(_tmux.StatusFileOf(_name)), CultureInfo.InvariantCulture, out int code)
        ? code
        : null;

    /// <summary>Modes that the program has left its terminal in, as tmux's words: `mouse`, `sgr`, `application-cursor`, `application-keypad`, `alternate`.</summary>
    public string Modes => Ask(
        "#{?mouse_any_flag,mouse ,}#{?mouse_sgr_flag,sgr ,}#{?mouse_utf8_flag,utf8 ,}#{?keypad_cursor_flag,application-cursor ,}#{?keypad_flag,application-keypad ,}#{?alternate_on,alternate ,}").Trim();

    /// <summary>Types text.</summary>
    public void Type(string text)
    {
        if (text.Any(char.IsControl))
        {
            TypeBytes(Encoding.UTF8.GetBytes(text));
            return;
        }
        _tmux.Run(_tmux.InnerSocket, "send-keys", "-t", _name, "-l", "--", Tmux.Escape(text));
    }

    /// <summary>Types a line and Return.</summary>
    public void TypeLine(string text) => Type(text + "\r");

    /// <summary>Sends bytes to the program as they are.</summary>
    public void TypeBytes(ReadOnlySpan<byte> bytes)
    {
        List<string> command = ["send-keys", "-t", _name, "-H"];
        foreach (byte value in bytes)
            command.Add(value.ToString("x2", CultureInfo.InvariantCulture));
        _tmux.Run(_tmux.InnerSocket, command);
    }

    /// <summary>Pastes text as a terminal does: with carriage returns, and in brackets if the program has asked for them.</summary>
    public void Paste(string text)
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, text);
        _tmux.Run(_tmux.InnerSocket, "load-buffer", "-b", _name, file, ";", "paste-buffer", "-p", "-d", "-b", _name, "-t", _name);
        File.Delete(file);
    }

    /// <summary>Presses keys by tmux's names (`Up`, `C-c`, `F10`), encoded as the program's modes ask.</summary>
    public void Press(params IEnumerable<string> keys) => _tmux.Run(_tmux.InnerSocket, ["send-keys", "-t", _name, .. keys]);

    /// <summary>Changes the size of the terminal.</summary>
    public void Resize(TerminalSize size)
    {
        _tmux.Run(_tmux.OuterSocket, "resize-window", "-t", _name, "-x", Number(size.Columns), "-y", Number(size.Rows));
        LabTime.WaitUntil(() => Ask("#{pane_width}x#{pane_height}") == size.ToString(), $"a pane of {size}");
    }

    /// <summary>Takes a picture.</summary>
    public ScreenCapture Capture()
    {
        string answer = _tmux.Run(
            _tmux.OuterSocket, "display-message", "-p", "-t", _name, "#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag}", ";",
            "capture-pane", "-e", "-p", "-N", "-t", _name);
        int line = answer.IndexOf('\n', StringComparison.Ordinal);
        int[] numbers = [.. answer[..line].Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        return ScreenCapture.Parse(answer[(line + 1)..], new TerminalSize(numbers[0], numbers[1]), numbers[2], numbers[3], numbers[4] == 1);
    }

    /// <summary>Looks until the picture fulfils a condition, and returns that picture.</summary>
    /// <exception cref="LabTimeoutException">It did not in time; the message holds the last picture.</exception>
    public ScreenCapture WaitFor(Func<ScreenCapture, bool> condition, string what, TimeSpan? timeout = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            ScreenCapture capture = Capture();
            if (condition(capture))
                return capture;
            if (Stopwatch.GetElapsedTime(start) > (timeout ?? LabTime.Generous))
                throw new LabTimeoutException($"awaited: {what}; seen:\n{capture}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Looks until the text is on the screen.</summary>
    public ScreenCapture WaitForText(string text, TimeSpan? timeout = null) => WaitFor(screen => screen.Contains(text), $"'{text}' on the screen", timeout);

    /// <summary>Looks until the program has set this title.</summary>
    public void WaitForTitle(string title, TimeSpan? timeout = null)
    {
        string seen = "";
        try
        {
            LabTime.WaitUntil(() => (seen = Title) == title, $"the title '{title}'", timeout);
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"{e.Message}; it is '{seen}' on\n{Capture()}", e);
        }
    }

    /// <summary>Looks until this pane and another look the same, and stay so for one more look.</summary>
    /// <exception cref="LabTimeoutException">They did not in time; the message says what differs.</exception>
    public void WaitUntilSameAs(TmuxPane expected, string what, TimeSpan? timeout = null)
    {
        long start = Stopwatch.GetTimestamp();
        int equal = 0;
        while (true)
        {
            ScreenCapture wanted = expected.Capture(), got = Capture();
            string difference = ScreenCapture.Compare(wanted, got);
            equal = difference.Length == 0 ? equal + 1 : 0;
            if (equal == 2)
                return;
            if (Stopwatch.GetElapsedTime(start) > (timeout ?? LabTime.Generous))
                throw new LabTimeoutException($"{what}: the screens differ\n{difference}expected\n{wanted}\ngot\n{got}");
            Thread.Sleep(equal == 1 ? 150 : 30);
        }
    }

    /// <summary>Waits for the end of the program; returns its exit code.</summary>
    public int WaitForExit(TimeSpan? timeout = null)
    {
        int? code = null;
        try
        {
            LabTime.WaitUntil(() => (code = ExitCode) is not null, "the program's end", timeout);
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"{e.Message}; seen:\n{Capture()}", e);
        }
        return code!.Value;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Ask(string format) => _tmux.Run(_tmux.InnerSocket, "display-message", "-p", "-t", _name, format).TrimEnd('\n');
}
