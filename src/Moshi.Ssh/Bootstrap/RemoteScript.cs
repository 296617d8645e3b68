using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Moshi.Ssh.Bootstrap;

/// <summary>
/// The text that ssh hands to a login shell that nobody knows: tells facts about the host and starts the server, all in one round trip (decision 17).
/// </summary>
/// <remarks>
/// One line of printable ASCII without <c>'</c>, <c>\</c> and <c>!</c>, inside single quotes: that survives Bourne shells, csh, fish, rc, elvish and xonsh alike. <c>env</c> in front defeats
/// aliases and functions named sh. Texts of the user travel in hexadecimal.
/// </remarks>
public static class RemoteScript
{
    // Behind the user's own PATH: places that package managers use and that non-interactive shells do not know.
    private const string Path =
        "t=$PATH;PATH=$PATH:$HOME/.local/bin:$HOME/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/home/linuxbrew/.linuxbrew/bin:/usr/pkg/bin:/snap/bin;export PATH;";

    // The empty line in front keeps the marker apart from text without a line's end.
    private const string Tell = """o() { echo; echo "MOSHI-$N $*"; };""";

    // From hexadecimal to bytes without a backslash or a quote.
    private const string Decode =
        """d() { if command -v awk >/dev/null 2>&1; then LC_ALL=C awk -v f=%c -v k=0123456789abcdef -v h="$1" "BEGIN{for(i=1;i<length(h);i+=2)printf f,16*(index(k,substr(h,i,1))-1)+index(k,substr(h,i+1,1))-1}"; else perl -e "print pack(q(H*),shift)" "$1"; fi; };""";

    // Runs a server: its errors are told only when it fails, because a server that succeeds has a banner. What it leaves behind must not hold our descriptors.
    private const string Run =
        """r() { { e=$("$@" 2>&1 1>&3 3>&- </dev/null); s=$?; } 3>&1; test $s = 0 || echo "$e"; o EXIT $s; };""";

    private const string TellAddresses =
        """if command -v ip >/dev/null 2>&1; then ip -o addr show scope global 2>/dev/null | while read i d f a r; do o ADDR $a; done; else ifconfig -a 2>/dev/null | while read f a r; do case $f in inet|inet6) o ADDR $a;; esac; done; fi;""";

    /// <summary>The line itself, as it is written to the standard input of a shell (<see cref="BootstrapMethod.Stdin"/>).</summary>
    public static string Line(BootstrapRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string server = request.ServerCommand is { } command ? StartCustom(command, request) : StartFound(request);
        string tellPublic = request.AddressCommand is { } asks ? $"o PUB $(eval \"$(d {HexText.Encode(asks)})\" 2>/dev/null </dev/null | head -n 1);" : "";
        string before = request.TellsAddressesFirst ? TellAddresses : "";

        // Later than the session's first second: its programs start now, and these are wanted only if ssh's own address leads nowhere.
        string after = request.TellsAddressesFirst ? "" : $"test \"$s\" = 0 && sleep 1;{TellAddresses}";
        return $"N={request.Nonce};{Path}{Tell}{Decode}{Run}o HELLO 1;o SSH $SSH_CONNECTION;{before}{server}o HOST $(uname -sm 2>/dev/null);{tellPublic}{after}o END";
    }

    /// <summary>The line as ssh's command (<see cref="BootstrapMethod.Script"/>).</summary>
    public static string Command(BootstrapRequest request) => $"env sh -c '{Line(request)}'";

    private const string CommandStart = "env sh -c 'N=";

    private const string MoshiStart = ";PATH=$t;r \"$p\" new ";

    private const int NonceLetters = 16;

    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>What is written to standard input with <see cref="BootstrapMethod.Stdin"/>; whatever follows is not read.</summary>
    public static string StandardInput(BootstrapRequest request) => "{ " + Line(request) + "; exit; }\n";

    /// <summary>The command that reads <see cref="StandardInput"/>.</summary>
    public const string StdinCommand = "env sh";

    /// <summary>Servers that are tried by plain words, in this order: nobody can look for one there. ssh runs commands in the home directory.</summary>
    public static readonly IReadOnlyList<string> PlainServers = ["moshi-server", ".local/bin/moshi-server", "mosh-server"];

    /// <summary>Words without quotes (<see cref="BootstrapMethod.Plain"/>). False when what the user wants cannot be said so.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="server">The server to start: one of <see cref="PlainServers"/>, or the user's.</param>
    /// <param name="command">ssh's command.</param>
    /// <param name="obstacle">What cannot be said, for people.</param>
    public static bool TryPlain(BootstrapRequest request, string server, [NotNullWhen(true)] out string? command, out string obstacle)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(server);
        command = null;
        obstacle = "";
        if (!server.Split(' ').All(static word => IsSafeWord(word)))
        {
            obstacle = $"the server command \"{server}\" has characters that need quotes";
            return false;
        }

        var words = new List<string> { server };
        if (IsOurs(server))
        {
            words.AddRange(ServerWords.ForMoshi(request));
        }
        else
        {
            words.AddRange(ServerWords.ForMosh(request));
            ServerWords.AddLocale(words, request.Locale);
            if (request.Command is { } wanted)
            {
                string[] parts = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);

                // A first word with "=" would be an assignment for a shell and a program for the server.
                if (parts.Length == 0 || parts[0].Contains('=', StringComparison.Ordinal) || !parts.All(static word => IsSafeWord(word)))
                {
                    obstacle = $"the command \"{wanted}\" has characters that need quotes";
                    return false;
                }

                words.Add("--");
                words.AddRange(parts);
            }
        }

        command = string.Join(' ', words);
        return true;
    }

    /// <summary>Reads a command made by <see cref="Command"/>, at the other end: a forced command may answer in place of the script.</summary>
    /// <param name="command">SSH_ORIGINAL_COMMAND.</param>
    /// <param name="nonce">For the marker lines.</param>
    /// <param name="words">What is asked of a moshi-server, behind <c>new</c>.</param>
    public static bool TryReadCommand(string command, out string nonce, out string words)
    {
        ArgumentNullException.ThrowIfNull(command);
        (nonce, words) = ("", "");
        if (!command.StartsWith(CommandStart, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> text = command.AsSpan(CommandStart.Length);
        int start = text.IndexOf(MoshiStart, StringComparison.Ordinal);
        if (start < 0 || text.Length < NonceLetters || text[..NonceLetters].ContainsAnyExcept(s_hexadecimal))
            return false;
        ReadOnlySpan<char> rest = text[(start + MoshiStart.Length)..];
        int end = rest.IndexOf(';');
        if (end < 0)
            return false;
        nonce = text[..NonceLetters].ToString();
        words = rest[..end].ToString();
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ServerWords.IsSafe(word))
                return false;
        }

        return true;
    }

    /// <summary>A server command that names a server of ours, which understands more options.</summary>
    public static bool IsOurs(string serverCommand)
    {
        ArgumentNullException.ThrowIfNull(serverCommand);
        string[] words = serverCommand.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && (words[^1].EndsWith("moshi-server", StringComparison.Ordinal)
            || (words.Length > 1 && words[^1] is "server" && words[^2].EndsWith("moshi", StringComparison.Ordinal)));
    }

    private static string StartFound(BootstrapRequest request) =>
        // One of ours that does not run there (another architecture in a shared home directory) does not keep a stock one from running.
        $"f() {{ u=$PATH;s=;if p=$(command -v moshi-server) && test -x \"$p\"; then o SERVER moshi $p;PATH=$t;r \"$p\" {string.Join(' ', ServerWords.ForMoshi(request))};" +
        "test $s = 0 && return;PATH=$u; fi; " +
        $"if p=$(command -v mosh-server) && test -x \"$p\"; then o SERVER mosh $p;{PrepareMosh(request)}PATH=$t;r \"$p\" {ArgumentsForMosh(request)};" +
        "else test \"$s\"; fi; };" +

        // What only a login shell's start-up files know.
        """f || { q=$("${SHELL:-/bin/sh}" -lc env </dev/null 2>/dev/null | sed -n s/^PATH=//p | tail -n 1); PATH=$PATH:$q; f || o SERVER none; };""";

    // The user's text and ours become one text for eval, which also sees our variables; words that mean nothing else to a shell need none, and no program to decode them.
    private static string StartCustom(string command, BootstrapRequest request)
    {
        if (!IsOurs(command))
            return $"o SERVER custom;{PrepareMosh(request)}r eval \"$(d {HexText.Encode($"{command} {ArgumentsForMosh(request)}")})\";";
        string line = $"{command} {string.Join(' ', ServerWords.ForMoshi(request))}";
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.All(static word => ServerWords.IsSafe(word)) && !words[0].Contains('=', StringComparison.Ordinal)
            ? $"o SERVER custom;r {line};"
            : $"o SERVER custom;r eval \"$(d {HexText.Encode(line)})\";";
    }

    // Stock executes words; a command of ssh is text for the user's shell.
    private static string ArgumentsForMosh(BootstrapRequest request) =>
        $"{string.Join(' ', ServerWords.ForMosh(request))} $l" + (request.Command is null ? "" : """ -- "$h" -c "$x" """);

    private const string ForgetLocale =
        "unset LC_ALL LC_CTYPE LANG LC_TIME LC_NUMERIC LC_COLLATE LC_MONETARY LC_MESSAGES LC_PAPER LC_NAME LC_ADDRESS LC_TELEPHONE LC_MEASUREMENT LC_IDENTIFICATION;";

    // A stock server refuses to run without a UTF-8 locale: the host's own, the client's, or one that the host has.
    private static string PrepareMosh(BootstrapRequest request)
    {
        var words = new List<string>();
        ServerWords.AddLocale(words, request.Locale);
        string locale = string.Join(' ', request.Locale.Where(static variable => ServerWords.IsSafe(variable)));

        // Servers before 1.2 do not know -l: the environment says it, too.
        string export = locale.Length == 0 ? "" : $"{ForgetLocale}export {locale};";

        // A category that the host lacks (sent along by ssh) spoils all the others for a stock server: locale then complains.
        string choose =
            $"l=\"{string.Join(' ', words)}\";" +
            """g() { test "$(env -i "PATH=$PATH" "$@" locale charmap 2>&1)" = UTF-8; };""" +
            "if command -v locale >/dev/null 2>&1; then c=$(locale charmap 2>/dev/null);o LOCALE $c;test \"$(locale charmap 2>&1)\" = \"$c\" || c=;" +
            $"if test \"$c\" = UTF-8; then :; elif g {locale}; then o USES client;{export}" +
            $"else for c in C.UTF-8 en_US.UTF-8 C.utf8; do if g LC_ALL=$c; then {ForgetLocale}l=\"-l LC_ALL=$c\"; export LC_ALL=$c; o USES $c; break; fi; done; fi; fi;";
        string variables = string.Concat(request.Environment.Where(static variable => ServerWords.IsSafe(variable.Key))
            .Select(static variable => $"{variable.Key}=$(d {HexText.Encode(variable.Value)});export {variable.Key};"));
        string command = request.Command is null ? "" : $"x=$(d {HexText.Encode(request.Command)});h=${{SHELL:-/bin/sh}};";
        return choose + variables + command;
    }

    private static bool IsSafeWord(string word) => ServerWords.IsSafe(word);
}
