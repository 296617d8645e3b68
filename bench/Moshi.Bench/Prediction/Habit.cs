using System.Text.RegularExpressions;

namespace Moshi.Bench.Prediction;

/// <summary>A real program and what is typed at it.</summary>
/// <param name="Name">The row.</param>
/// <param name="Command">A shell command that replaces itself by the program; the screen is clear when it runs.</param>
/// <param name="Script">The keys (<see cref="TypedKey"/>).</param>
internal sealed partial record Habit(string Name, string Command, string Script)
{
    /// <summary>Text that must not be seen.</summary>
    public string? Secret { get; init; }

    /// <summary>A clock ticks on the screen: times are not compared.</summary>
    public bool HasClock { get; init; }

    /// <summary>The programs that the command needs.</summary>
    public IEnumerable<string> Programs => Execs().Matches(Command).Select(match => match.Groups["program"].Value).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("\\bexec (?<program>\\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Execs();

    // What the usual plugin does: the rest of the newest line that begins like this one, in grey behind the cursor; Right takes it over.
    private const string ZshSuggestions = """
        PROMPT='%% '
        suggest() {
            POSTDISPLAY= region_highlight=()
            [[ -n $BUFFER && $CURSOR == $#BUFFER ]] || return 0
            local line=${history[(r)${(b)BUFFER}*]}
            POSTDISPLAY=${line#$BUFFER}
            region_highlight=("$#BUFFER $(($#BUFFER + $#POSTDISPLAY)) fg=8")
        }
        zle -N zle-line-pre-redraw suggest
        accept() { if [[ -n $POSTDISPLAY ]]; then BUFFER+=$POSTDISPLAY CURSOR=$#BUFFER; else zle .forward-char; fi }
        zle -N forward-char accept
        """;

    private const string LongLine = "echo 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789<bs><bs><bs>x<left><left>y<enter>pwd";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Habit> All { get; } =
    [
        new("cat", "exec cat", "the quick brown fox jumps over<enter>the lazz<bs>y dog and runs<enter>far away"),
        new("cat >/dev/null", "exec cat >/dev/null", "the quick brown fox jumps over<enter>the lazz<bs>y dog and runs<enter>far away"),
        new("bash", "exec bash --norc --noprofile", "echo some words here<c-a><right><right><right><right><right>all <c-e> too<c-w><c-w><enter>cat file.txz<bs>t<c-u>ls -l<left><left>a<enter>echo done<enter>pwd"),
        new("bash wide", "exec bash --norc --noprofile", "echo 日本語の文字<bs><bs>テスト한국<left><left>字<enter>echo 日本語です"),
        new("zsh right prompt", "PROMPT='%% ' RPROMPT='[main]' exec zsh -f", "echo hello<left><left>y<enter>echo notes and so on<enter>pwd<bs><bs>rintf x"),
        new("zsh suggestions", $"cat >.zshrc <<'EOF'\n{ZshSuggestions}\nEOF\nHISTSIZE=99 ZDOTDIR=. exec zsh", "echo hello world<enter>echo hello there<enter>echo hello w<right><enter>echo hello thing<enter>echo hel"),
        new("bash right prompt", "PS1='\\[\\e7\\e[70G[main]\\e8\\]\\$ ' exec bash --norc --noprofile", "echo hello<left><left>y<enter>echo notes and so on<enter>pwd<bs><bs>rintf x"),
        new("fish", "exec fish --private -N", "echo hello world<enter>echo hello there<enter>echo hello w<right><enter>echo hello thing<enter>echo hel"),
        new("vim", "exec vim -u NONE -N x", "ihello world<esc>hhhx0ifirst <esc>$a and last<esc>0xxA the end<esc>"),
        new("read -s", "exec bash --norc --noprofile", "echo start<enter>read -s -p Pass: x<enter>S3cr3tKey<enter>echo on<enter>read -sp '$ ' x<enter>S3cr3tKey<enter>pwd") { Secret = "S3" },
        new("zsh-autosuggestions", "printf '%s\\n' 'PROMPT=\"%% \"' '. /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh' >.zshrc; HISTSIZE=99 ZDOTDIR=. exec zsh", "echo hello world<enter>echo hello there<enter>echo hello w<right><enter>echo hello thing<enter>echo hel"),
        new("bash vi mode", "exec bash --norc --noprofile -o vi", "echo some words here<enter>echo one two<esc>hhxiab<esc>0xiec<enter>pwd"),
        new("bash history", "exec bash --norc --noprofile", "echo first line<enter>echo second<enter><up><up><bs><bs>ies<enter>cd /us<tab>sh<tab><c-u>echo (x<left>ab<c-k><bs>c<enter>echo <c-c>pwd<enter>"),
        new("bash long line", "exec bash --norc --noprofile", LongLine),
        new("zsh long line", "PROMPT='%% ' exec zsh -f", LongLine),
        new("fish long line", "exec fish --private -N", LongLine),
        new("python", "PYTHONSTARTUP= exec python3 -q", "print('hello')<enter>x = [1, 2, 3]<enter>len(x)<left><left>y<bs><enter>for i in x:<enter>    i + 1<enter><enter>'日本語'<enter>"),
        new("nano", "exec nano -I x", "some text here<enter>and a second line<left><left><left>x<bs><enter>third"),
        new("less", "seq 1 200 | exec less", "jjjkk<enter>/15<enter>nNG"),
        new("dash", "PS1='$ ' exec dash", "echo hello there<bs><bs>se<enter>echo more<c-u>pwd<enter>echo end"),
        new("passwords", "exec bash --norc --noprofile", "passwd nobody<enter>S3cr3tKey<enter>S3other<enter>id -u<enter>python3 -c 'import getpass; getpass.getpass(\"% \")'<enter>S3cr3tKey<enter>stty -echo<enter>: S3cr3tKey<enter>stty echo<enter>pwd") { Secret = "S3" },
        new("ssh and su", "ssh-keygen -q -t ed25519 -N '' -f key; exec bash --norc --noprofile", "ssh -o ProxyCommand='/usr/sbin/sshd -i -h $PWD/key' -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null nobody@there<enter><wait>S3cr3tKey<enter><wait><wait><wait><c-c>setpriv --reuid=65534 su<enter><wait>S3cr3tKey<enter><wait><wait><wait>id -u<enter>") { Secret = "S3" },
        new("echo turned off", "printf '%s\\n' 'PS1=\"$ \"' 'complete -W \"-echo echo\" stty' >rc; exec bash --noprofile --rcfile rc", "echo start<enter>stty -ec<tab><enter>: S3cr3tKey<enter>stty echo<enter>pwd<enter>stty -echo<enter>stty echo<enter><up><up><enter>: S3cr3tKey<enter>stty echo<enter>pwd") { Secret = "S3" },
        new("cat silent", "stty -echo; exec cat >/dev/null", "S3cr3tKey<enter>S3cr3tKey<enter>") { Secret = "S3" },
        new("tmux panes", "exec tmux -f /dev/null -L bench$$ new 'exec bash --norc --noprofile' ';' split-window -h 'echo other pane; exec cat' ';' select-pane -L ';' set -g destroy-unattached on ';' set -g status off", "echo hello there<left><left>x<bs><enter>make all<enter>git log"),
        new("bash prompt of two lines", "PS1='\\u@host \\w\\n\\$ ' exec bash --norc --noprofile", "echo hello<enter>echo more of it<left><left>x<c-a># <c-e> end<enter>pwd<bs><bs>rintf %s x"),
        new("bash search", "exec bash --norc --noprofile", "echo alpha one<enter>echo beta two<enter><c-r>alp<c-e> more<enter>pwd<enter><up><up><left><left>x<enter>true"),
        new("bash kill and yank", "exec bash --norc --noprofile", "echo one two three<c-w><c-w>four <c-y><c-a><c-k>echo <c-y><c-u>ls<c-c>echo ab<c-t>x<left><left><c-d>y<enter>"),
        new("bash emoji", "exec bash --norc --noprofile", "echo \U0001F600 ok \u2764\uFE0F heart<bs><bs> \U0001F44D\U0001F3FD end<left><left>x<enter>echo e\u0301a\u0300 done<bs><bs>"),
        new("zsh emoji", "PROMPT='%% ' exec zsh -f", "echo \U0001F600 ok<bs><bs>\u65E5\u672C end<left><left>x<enter>echo e\u0301a\u0300 done<bs><bs>"),
        new("bash wide words", "exec bash --norc --noprofile", "echo 日本 語文<c-w>字<c-w><c-w>ab日<bs><bs>c<c-a>日<c-e> 한국<left><left>x<c-k><enter>pwd"),
        new("fish right prompt", "exec fish --private -N -C 'function fish_right_prompt; echo main; end'", "echo hello world<left><left>x<enter>echo notes and so on<enter>pwd<bs><bs>rintf x"),
        new("zsh vi mode", "PROMPT='%% ' exec zsh -f -o vi", "echo some words here<enter>echo one two<esc>hhxiab<esc>0xiec<enter>pwd"),
        new("sqlite", "exec sqlite3", "create table t(a int);<enter>insert into t values(17);<enter>select * from t;<left><left>x<bs><enter>.quit<bs><bs><bs><bs><bs>select<enter> 1;<enter>"),
        new("node", "exec node", "const x = 17<enter>x + 1<enter>console.log('hello')<left><left>y<bs><enter>y"),
        new("bc", "exec bc -q", "1 + 2<enter>scale=5<enter>22/77<bs><enter>"),
        new("vim insert", "exec vim -u NONE -N x", "iint main(void)<enter>{<enter>return 0;<bs><bs>1;<enter>}<left><left>x and more of it<enter>the end of the text"),
        new("nvim insert", "exec nvim -u NONE x", "iint main(void)<enter>{<enter>return 0;<bs><bs>1;<enter>}<left><left>x and more of it<enter>the end of the text"),
        new("nano prose", "exec nano -I x", "the quick brown fox jumps over the lazy dog and runs away over the hills and far away from here<enter>and<bs><bs>t last"),
        new("paste", "exec bash --norc --noprofile", "echo <paste> and more<enter>echo done<bs>e<enter>cat<enter>some <paste> here"),
        new("tmux clock", "exec tmux -f /dev/null -L bench$$ new 'exec bash --norc --noprofile' ';' split-window -h 'while sleep 1; do date +%T; done' ';' select-pane -L ';' set -g destroy-unattached on ';' set -g status-interval 1 ';' set -g status-right '%H:%M:%S'", "echo hello there<left><left>x<bs><enter>make all<enter>git log and more words to type here<bs><bs><bs>") { HasClock = true },
        new("tmux below", "exec tmux -f /dev/null -L bench$$ new 'exec cat' ';' split-window -v 'exec zsh -f' ';' set -g destroy-unattached on ';' set -g status off", "echo hello there<left><left>x<bs><enter>make all<enter>git log and more words to type here<bs><bs><bs>"),
        new("gdb", "exec gdb -q -nx", "print 1 + 2<enter>help list<bs><bs><bs><bs><bs><bs><bs><bs><bs>print 3<enter>set pagination off<enter>info line<enter>"),
        new("mc", "exec mc -d", "echo hello there<left><left>x<bs><enter>"),
        new("mksh", "PS1='$ ' exec mksh", "echo hello there<left><left>x<bs><enter>printf 'some'<c-u>pwd<enter>echo more"),
        new("tcsh", "exec tcsh -f", "echo hello there<left><left>x<bs><enter>printf 'some'<c-u>pwd<enter>echo more"),
        new("irssi", "exec irssi -n me --home=. ", "<wait>hello there<left><left>x<bs><bs>y<c-a>/<c-e>s<enter>/help<enter>some words") { HasClock = true },
    ];
}
