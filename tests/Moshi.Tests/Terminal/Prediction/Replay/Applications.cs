using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>The habits of programs that the replay knows.</summary>
internal static class Applications
{
    public static Func<ReplayApplication>[] All { get; } =
    [
        () => new KernelEcho(isSilent: false),
        () => new KernelEcho(isSilent: true),
        () => new RedrawingPrompt(),
        () => new Readline(),
        () => new SuggestingPrompt("90"),
        () => new SuggestingPrompt("2"),
        () => new SuggestingPrompt(""),
        () => new FamiliarPrompt(),
        () => new PlaceholderPrompt(),
        () => new BoxedInput(),
        () => new RightPrompt(),
        () => new WidePrompt(),
        () => new ModalEditor(),
        () => new Login(),
        () => new Menu(),
        () => new Panes(),
    ];
}

/// <summary><c>cat</c> in a terminal in canonical mode.</summary>
/// <param name="isSilent">Its output goes elsewhere.</param>
internal sealed class KernelEcho(bool isSilent) : LineEditor
{
    public override string Name => isSilent ? "kernel echo alone" : "kernel echo";

    public override string Script => "the quick brown fox jumps over<enter>the lazz<bs>y dog and runs away<enter>over the hills and far away";

    public override LineDiscipline Discipline => new(IsKnown: true, Echo: true, Canonical: true);

    protected override string Draw() => "";

    protected override string Run(string command) => isSilent ? "" : command + "\r\n";

    protected override string Redraw(List<string> before, int cursor) => Buffer.Count < before.Count ? "\b \b" : Buffer.Count > before.Count ? Buffer[^1] : "";
}

/// <summary>A prompt that writes its whole line anew for every key.</summary>
internal sealed class RedrawingPrompt : LineEditor
{
    public override string Name => "redrawing prompt";

    public override string Script => "ls<enter>echo hello wurld<bs><bs><bs><bs>orld<enter>cat notes.txt and more<enter>make all the things<left><left><left><left><left><left>good <enter>";

    protected override string Prompt => "> ";

    protected override string Draw() => $"\r\u001B[K{Prompt}{Text}{Column(Columns(Prompt + TextBeforeCursor))}";
}

/// <summary>bash: what changed is written, and no more.</summary>
internal sealed class Readline : LineEditor
{
    public override string Name => "bash readline";

    public override string Script => "ls -l<enter>echo some words here<c-a><right><right><right><right><right>all <c-e> too<c-w><c-w><enter>cat file.txz<bs>t<c-u>make install<left><left><left><bs><del>xy<end><enter>pwd";

    protected override string Draw() => $"\u001B[?2004h{Prompt}";

    protected override string Finish() => "\u001B[?2004l\r";

    protected override string Redraw(List<string> before, int cursor)
    {
        string old = string.Concat(before.Take(cursor)), now = TextBeforeCursor;
        if (string.Equals(Text, string.Concat(before), StringComparison.Ordinal))
            return Cursor < cursor ? new string('\b', Columns(old) - Columns(now)) : string.Concat(Buffer.Skip(cursor).Take(Cursor - cursor));

        if (Buffer.Count == before.Count + 1)
        {
            string tail = string.Concat(Buffer.Skip(Cursor));
            return Buffer[Cursor - 1] + tail + new string('\b', Columns(tail));
        }

        int common = 0;
        while (common < Math.Min(cursor, Cursor) && string.Equals(before[common], Buffer[common], StringComparison.Ordinal))
            common++;

        string rest = string.Concat(Buffer.Skip(common));
        return new string('\b', Columns(string.Concat(before.Take(cursor).Skip(common)))) + rest + "\u001B[K"
            + new string('\b', Columns(string.Concat(Buffer.Skip(Cursor))));
    }
}

/// <summary>As fish: the rest of an earlier command is shown behind the cursor.</summary>
/// <param name="style">The rendition of the suggestion; empty for that of the text. A stock server does not pass on 2, faint.</param>
internal class SuggestingPrompt(string style) : LineEditor
{
    protected virtual IList<string> History { get; } = ["git status", "git commit -m fixes", "make test", "ls /usr/share/doc"];

    public override string Name => $"suggestions ({style})";

    public override string Script => "git status<enter>make tests<bs><enter>ls /usr/share/doc<enter>git commit -m other<enter>git c<right><enter>make t";

    protected override string Prompt => "~> ";

    protected override string Run(string command)
    {
        History.Remove(command);
        History.Insert(0, command);
        return base.Run(command);
    }

    protected override void Edit(ReplayKey key)
    {
        if (key.Name is "<right>" && Cursor == Buffer.Count && Suggestion.Length > 0)
        {
            foreach (char c in Suggestion)
                Buffer.Add(c.ToString());

            Cursor = Buffer.Count;
            return;
        }

        base.Edit(key);
    }

    private string Suggestion => Text.Length > 0 && Cursor == Buffer.Count && !HasShrunk
        && History.FirstOrDefault(line => line.StartsWith(Text, StringComparison.Ordinal)) is { } found ? found[Text.Length..] : "";

    protected override string Draw() =>
        $"\r\u001B[K{Prompt}\u001B[34m{Text}\u001B[0m\u001B[{style}m{Suggestion}\u001B[0m{Column(Columns(Prompt + TextBeforeCursor))}";
}

/// <summary>The same with lines of its history typed in full, each of them once: what is suggested is always what is meant, and never known before.</summary>
internal sealed class FamiliarPrompt() : SuggestingPrompt("90")
{
    public override string Name => "suggestions, taken";

    public override string Script => "git commit -m fixes<enter>ls -la /var/logs<enter>make tests<enter>cat /etc/resolv.conf<enter>";

    protected override IList<string> History { get; } = ["git commit -m fixes", "make tests", "cat /etc/resolv.conf", "ls -la /var/logs"];
}

/// <summary>As zsh: something stands at the right edge and does not move.</summary>
internal sealed class RightPrompt : LineEditor
{
    public override string Name => "right prompt";

    public override string Script => "ls<enter>echo hello<left><left>y<enter>cat notes and so on<enter>make all<bs><bs>it";

    protected override string Prompt => "% ";

    protected override string Draw() =>
        $"\r\u001B[K{Prompt}{Text}\u001B[70G\u001B[32m[main *]\u001B[0m{Column(Columns(Prompt + TextBeforeCursor))}";
}

/// <summary>A prompt at which Japanese and Korean is typed.</summary>
internal sealed class WidePrompt : LineEditor
{
    public override string Name => "wide characters";

    public override string Script => "echo 日本語の文字<bs><bs>テスト한국<left><left>字<enter>日本語です";

    protected override string Prompt => "$ ";

    protected override string Draw() => $"\r\u001B[K{Prompt}{Text}{Column(Columns(Prompt + TextBeforeCursor))}";
}

/// <summary>As vi, on the alternate screen.</summary>
internal sealed class ModalEditor : LineEditor
{
    private bool _inserts;

    public override string Name => "modal editor";

    public override string Script => "ihello world<esc>hhhx0ifirst <esc>$a and last<esc>0xxxxA the end<esc>";

    public override string Start() => "\u001B[?1049h\u001B[2J\u001B[24;1H-- NORMAL --\u001B[H";

    public override string Answer(ReplayKey key)
    {
        if (_inserts)
        {
            if (key.Name is "<esc>")
            {
                _inserts = false;
                Cursor = Math.Max(0, Cursor - 1);
            }
            else
            {
                Edit(key);
            }
        }
        else
        {
            Command(key.Name);
        }

        return Draw();
    }

    private void Command(string key)
    {
        switch (key)
        {
            case "i":
                _inserts = true;
                break;
            case "a":
                _inserts = true;
                Cursor = Math.Min(Buffer.Count, Cursor + 1);
                break;
            case "A":
                _inserts = true;
                Cursor = Buffer.Count;
                break;
            case "h" when Cursor > 0:
                Cursor--;
                break;
            case "0":
                Cursor = 0;
                break;
            case "$":
                Cursor = Math.Max(0, Buffer.Count - 1);
                break;
            case "x" when Cursor < Buffer.Count:
                Buffer.RemoveAt(Cursor);
                Cursor = Math.Min(Cursor, Math.Max(0, Buffer.Count - 1));
                break;
        }
    }

    protected override string Draw() => $"\u001B[24;1H{(_inserts ? "-- INSERT --" : "-- NORMAL --")}\u001B[1;1H{Text}\u001B[K\u001B[1;{Cursor + 1}H";
}

/// <summary>Name with echo, password without, twice.</summary>
internal sealed class Login : ReplayApplication
{
    private readonly List<string> _typed = [];
    private int _step;

    public override string Name => "login, password";

    public override string Script => "alice<enter>S3cr3t!x<enter>alice<enter>S3cr3t!y<enter>id";

    public override LineDiscipline Discipline => new(IsKnown: true, Echo: !IsSecret, Canonical: true);

    public override bool IsSecret => _step is 1 or 3;

    public override string Start() => "login: ";

    public override string Answer(ReplayKey key)
    {
        if (key.IsEnter)
        {
            _typed.Clear();
            return "\r\n" + (_step++) switch
            {
                0 or 2 => "Password: ",
                1 => "Login incorrect\r\nlogin: ",
                _ => "Welcome\r\n$ ",
            };
        }

        _typed.Add(key.Name);
        return IsSecret ? "" : key.Name;
    }
}

/// <summary>Keys move a bar; nothing is echoed.</summary>
internal sealed class Menu : ReplayApplication
{
    private static readonly string[] Items = ["jar", "kettle", "lamp", "quill", "rope"];
    private int _selected;

    public override string Name => "menu";

    public override string Script => "jjk<down><down><up>jkjj<enter>kk<left><right>jl<down>k<up>qjk";

    public override string Start() => "\u001B[2J" + Draw();

    public override string Answer(ReplayKey key)
    {
        _selected = key.Name switch
        {
            "j" or "<down>" => Math.Min(Items.Length - 1, _selected + 1),
            "k" or "<up>" => Math.Max(0, _selected - 1),
            _ => _selected,
        };
        return Draw();
    }

    private string Draw()
    {
        string text = "\u001B[H";
        for (int item = 0; item < Items.Length; item++)
            text += $"{(item == _selected ? "\u001B[7m> " : "  ")}{Items[item]}\u001B[0m\u001B[K\r\n";

        return text + $"\u001B[{_selected + 1};3H";
    }
}

/// <summary>A prompt in the left one of two panes, as tmux draws them.</summary>
internal sealed class Panes : LineEditor
{
    private const int Width = 40;
    private int _row = 2;

    public override string Name => "panes";

    public override string Script => "ls<enter>echo hello there<left><left>x<bs><enter>make all<enter>git log";

    protected override string Prompt => "$ ";

    public override string Start()
    {
        string text = "\u001B[2J";
        for (int row = 1; row < 24; row++)
            text += $"\u001B[{row};{Width + 1}H\u2502other pane {row}";

        return text + "\u001B[24;1H\u001B[42m[0] 0:bash*\u001B[K\u001B[0m" + Draw();
    }

    public override string Answer(ReplayKey key)
    {
        if (!key.IsEnter)
            return base.Answer(key);

        string output = Run(Text).TrimEnd();
        Buffer.Clear();
        Cursor = 0;
        string text = output.Length > 0 ? $"\u001B[{++_row};1H{output}" : "";
        _row++;
        return text + Draw();
    }

    protected override string Draw() =>
        $"\u001B[{_row};1H{(Prompt + Text).PadRight(Width)}\u001B[{_row};{Columns(Prompt + TextBeforeCursor) + 1}H";
}

/// <summary>As the input line of a chat: a hint stands there until something is typed.</summary>
internal sealed class PlaceholderPrompt : LineEditor
{
    public override string Name => "placeholder";

    public override string Script => "hello there<enter>fix the bug<bs><bs><bs>test<enter>and now explain what you did<left><left><left><left>x<enter>bye";

    protected override string Prompt => "> ";

    protected override string Draw() => $"\r\u001B[K{Prompt}{(Buffer.Count == 0 ? "\u001B[2mAsk anything, or type / for commands\u001B[0m" : Text)}{Column(Columns(Prompt + TextBeforeCursor))}";
}

/// <summary>As the input box of a coding agent.</summary>
internal sealed class BoxedInput : LineEditor
{
    private int _row = 1;

    public override string Name => "boxed input";

    public override string Script => "write a parser<enter>now test it<left><left>for <end><bs><bs>them<enter>thank you";

    protected override string Prompt => "\u2502 > ";

    public override string Answer(ReplayKey key)
    {
        if (!key.IsEnter)
            return base.Answer(key);
        string said = Text;
        Buffer.Clear();
        Cursor = 0;
        string text = $"\u001B[{_row};1H\u001B[J> {said}\r\n\r\n* Done.\r\n";
        _row = Math.Min(_row + 4, 18);
        return text + Draw();
    }

    protected override string Draw()
    {
        string line = new('\u2500', 76);
        return $"\u001B[{_row};1H\u256D{line}\u256E\r\n\u2502 > {(Buffer.Count == 0 ? "\u001B[2mTry \"fix lint errors\"\u001B[0m" + new string(' ', 52) : Text.PadRight(73))}\u2502\r\n\u2570{line}\u256F\u001B[{_row + 1};{Cursor + 5}H";
    }
}
