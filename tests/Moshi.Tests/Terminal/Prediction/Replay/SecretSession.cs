using System.Globalization;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Prediction.Replay;

/// <summary>
/// A shell from which programs are started that ask for passwords, each in its own way: with a prompt or without, on the line or in a box, by the kernel or by a line editor that stays
/// silent; and <c>stty -echo</c>, written in several ways. Which, how often and in what order comes from a seed.
/// </summary>
internal sealed class SecretSession : LineEditor
{
    /// <summary>Characters that are typed for secrets, and occur nowhere else.</summary>
    public const string Letters = "QXZJK&^+";

    private static readonly LineDiscipline Raw = new(IsKnown: true, Echo: false, Canonical: false);
    private static readonly LineDiscipline Cooked = new(IsKnown: true, Echo: true, Canonical: true);
    private static readonly LineDiscipline Silent = new(IsKnown: true, Echo: false, Canonical: true);

    /// <summary>What is typed, and what asks then: its prompt, whether the kernel reads the answer, whether it draws stars, how long it takes to ask, how often.</summary>
    private static readonly Asker[] Askers =
    [
        new("sudo id", "[sudo] password for me: "),
        new("su", "Password: "),
        new("passwd", "Current password: ") { Times = 3 },
        new("ssh host", "me@host's password: ") { DelayMs = 400 },
        new("ssh-add", "Enter passphrase for /home/me/.ssh/id_ed25519: "),
        new("mysql -p", "Enter password: "),
        new("read -s x", ""),
        new("read -sp word x", "word"),
        new("getpass", "% "),
        new("read -sp sign x", "$ "),
        new("vault", "root@box:~# ") { IsRaw = true },
        new("login.sh", "# ") { AsksName = true },
        new("login.py", "box$ ") { AsksName = true, IsRaw = true },
        new("npm login", "? Password \u203A ") { IsRaw = true, HasStars = true },
        new("gpg -d f", "\u001B[?1049h\u001B[2J\u001B[5;10H\u250C Unlock \u2500\u2510\u001B[6;10H\u2502 Passphrase: ________\u2502\u001B[6;24H") { IsRaw = true, HasStars = true, After = "\u001B[?1049l" },
        new("login", "login: me\r\nPassword: ") { DelayMs = 30 },
        new("form", "Name  > me     Secret: ") { IsRaw = true },
    ];

    private readonly Random _random;
    private readonly StringBuilder _script = new();
    private readonly bool _hasMarks;
    private Asker? _asker;
    private int _asked;
    private bool _isNamed;
    private bool _isSilenced;

    /// <summary>A session of some lines and some secrets.</summary>
    /// <param name="seed">Names it.</param>
    /// <param name="roundTripMs">The users of programs that are slow to ask wait for that.</param>
    public SecretSession(int seed, int roundTripMs)
    {
        _random = new Random(seed);
        _hasMarks = _random.Next(3) == 0;
        Prompt = (string[])["$ ", "me@host:~$ ", "~/src \u276F ", "> "] is var prompts ? prompts[_random.Next(prompts.Length)] : "";
        for (int line = 0; line < 4; line++)
        {
            _script.Append("ls<enter>");
            if (_random.Next(4) == 0)
            {
                _script.Append(_random.Next(3) switch { 0 => "stty -echo<enter>", 1 => "stty -ec<tab><enter>", _ => "stt<tab>-ec<tab><enter>" });
                Wait(50);
                TypeSecret();
                TypeSecret();
                _script.Append("stty echo<enter>");
            }
            else
            {
                Asker asker = Askers[_random.Next(Askers.Length)];
                _script.Append(asker.Command).Append("<enter>");
                Wait(asker.DelayMs == 0 ? 50 : asker.DelayMs + roundTripMs + 50);
                if (asker.AsksName)
                {
                    _script.Append("bob<enter>");
                    Wait(50);
                }

                for (int time = 0; time < asker.Times; time++)
                    TypeSecret();
            }
        }

        Script = _script.Append("ls<enter>").ToString();
    }

    public override string Name => "secrets";

    public override string Script { get; }

    public override string SecretLetters => Letters;

    public override bool IsSecret => (_asker is not null && _isNamed) || _isSilenced;

    public override LineDiscipline Discipline => _asker is not { IsRaw: false } ? Raw : _isNamed ? Silent : Cooked;

    protected override string Prompt { get; }

    public override string Answer(ReplayKey key) => string.Concat(AnswerInSteps(key).Select(step => step.Output));

    public override IEnumerable<(int DelayMs, string Output, LineDiscipline Discipline)> AnswerInSteps(ReplayKey key)
    {
        if (_asker is { } asker)
        {
            if (!_isNamed)
            {
                _isNamed = key.IsEnter;
                return [(0, key.IsEnter ? $"\r\n{asker.Prompt}" : key.Name, Discipline)];
            }

            if (!key.IsEnter)
                return [(0, asker.HasStars && key.IsPrintable ? "*" : "", Discipline)];

            if (++_asked < asker.Times)
                return [(0, $"\r\nNew {asker.Prompt}", Discipline)];

            _asker = null;
            return [(0, $"{asker.After}\r\n", Cooked), (3, Draw(), Discipline)];
        }

        if (!key.IsEnter)
        {
            string output = base.Answer(key);
            return [(0, _isSilenced ? "" : output, Discipline)];
        }

        string command = Text;
        Buffer.Clear();
        Cursor = 0;
        _isSilenced = command switch { "stty -echo" or "stty -echo " => true, "stty echo" => false, _ => _isSilenced };
        _asker = _isSilenced ? null : Array.Find(Askers, program => string.Equals(program.Command, command, StringComparison.Ordinal));
        if (_asker is not { } started)
            return [(0, $"{Finish()}\r\n", _isSilenced ? Silent : Cooked), (2, Run(command), _isSilenced ? Silent : Cooked), (1, Draw(), Discipline)];

        // The shell gives the program a terminal that echoes; a moment later it does not.
        _asked = 0;
        _isNamed = !started.AsksName;
        return [(0, $"{Finish()}\r\n", Cooked), (started.DelayMs + 5, "", Discipline), (1, started.Prompt, Discipline)];
    }

    protected override string Draw() => _hasMarks ? $"\u001B[?2004h\u001B]133;A\a{Prompt}\u001B]133;B\a" : $"\u001B[?2004h{Prompt}";

    protected override string Finish() => _hasMarks ? "\u001B[?2004l\u001B]133;C\a" : "\u001B[?2004l";

    protected override string Redraw(List<string> before, int cursor) => $"\r\u001B[K{Prompt}{Text}{Column(Columns(Prompt + TextBeforeCursor))}";

    protected override void Edit(ReplayKey key)
    {
        if (key.Name is not "<tab>")
        {
            base.Edit(key);
            return;
        }

        string whole = Text switch { "stt" => "stty ", "stty -ec" => "stty -echo ", _ => Text };
        Buffer.Clear();
        Buffer.AddRange(whole.Select(character => character.ToString()));
        Cursor = Buffer.Count;
    }

    private void TypeSecret()
    {
        for (int left = _random.Next(2, 9); left > 0; left--)
            _script.Append(_random.Next(12) == 0 ? "<bs>" : Letters[_random.Next(Letters.Length)]);

        _script.Append("<enter>");
    }

    private void Wait(int leastMs) => _script.Append(CultureInfo.InvariantCulture, $"<{leastMs + _random.Next(900)}>");

    private sealed record Asker(string Command, string Prompt)
    {
        public int Times { get; init; } = 1;

        public int DelayMs { get; init; }

        public bool IsRaw { get; init; }

        public bool HasStars { get; init; }

        /// <summary>It asks for a name first, behind the same prompt, and shows that.</summary>
        public bool AsksName { get; init; }

        public string After { get; init; } = "";
    }
}
