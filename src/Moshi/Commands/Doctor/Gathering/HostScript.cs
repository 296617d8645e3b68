using System.Globalization;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// The script that tells what there is at the host, starts the server as a session would, and stays until it is released by a line on its standard input. It changes
/// nothing but a directory of its own under /tmp, which it removes. Own text; POSIX sh, since <c>env sh</c> reads it whatever the login shell is.
/// </summary>
internal static class HostScript
{
    /// <summary>ssh's command: quoting is nobody's business that way.</summary>
    public const string Command = "env sh";

    /// <summary>Ends the stay; the server is left to us.</summary>
    public const string Release = "go\n";

    /// <summary>Ends the stay, and the server, which cannot be reached otherwise.</summary>
    public const string ReleaseAndEnd = "end\n";

    // Behind the user's own PATH: where package managers put programs that non-interactive shells do not find.
    private const string Directories =
        "$HOME/.local/bin:$HOME/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/home/linuxbrew/.linuxbrew/bin:/usr/pkg/bin:/snap/bin:/usr/sbin:/sbin";

    private const string System = """
        o HELLO $(uname -sm 2>/dev/null)
        o CLOCK $(date +%s 2>/dev/null)
        o SSH $SSH_CONNECTION
        o USER $(id -un 2>/dev/null) $(id -u 2>/dev/null)
        o SHELL ${SHELL##*/}
        o OS $(. /etc/os-release 2>/dev/null; echo "$ID")
        if command -v ip >/dev/null 2>&1; then
            ip -o addr show 2>/dev/null | head -n 64 | while read i d f a r; do o ADDR $a; done
            ip -o link show up 2>/dev/null | sed -n 's/^[0-9]*: \([^:@]*\).* mtu \([0-9]*\) .*/\1 \2/p' | head -n 64 | while read d m; do [ "$m" -lt 1280 ] && o MTU $d $m; done
        else
            ifconfig -a 2>/dev/null | while read f a r; do case $f in inet|inet6) o ADDR $a ;; esac; done
        fi
        if command -v locale >/dev/null 2>&1; then
            o CHARSET $(locale charmap 2>/dev/null)
            o LOCALES $(locale -a 2>/dev/null | grep -i 'utf-*8' | head -n 8)
        fi

        """;

    private const string Keepers = """
        for f in /usr/lib/systemd/logind.conf /usr/lib/systemd/logind.conf.d/*.conf /etc/systemd/logind.conf /run/systemd/logind.conf.d/*.conf /etc/systemd/logind.conf.d/*.conf; do
            [ -r "$f" ] && sed -n 's/^[ 	]*KillUserProcesses[ 	]*=[ 	]*\([A-Za-z0-9]*\).*/\1/p' "$f"
        done 2>/dev/null | tail -n 1 | while read v; do o KILL $v; done
        [ -e "/var/lib/systemd/linger/$(id -un)" ] && o LINGER
        if [ -d /run/systemd/system ]; then
            v=$(t busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses 2>/dev/null)
            case $v in *true) o KILL yes ;; *false) o KILL no ;; esac
        fi
        g=$(sed -n 's/^0:://p;s/^[0-9]*:name=systemd://p' /proc/self/cgroup 2>/dev/null | sort -r | head -n 1)
        o CGROUP $g
        u=${g##*/}
        case $u in
        *ssh*.service|*dropbear*.service)
            m=$(t systemctl show -p KillMode "$u" 2>/dev/null | sed -n 's/^KillMode=//p')
            [ -n "$m" ] || m=$(cat "/etc/systemd/system/${u%%@*}@.service" "/usr/lib/systemd/system/${u%%@*}@.service" "/lib/systemd/system/${u%%@*}@.service" "/etc/systemd/system/$u" "/usr/lib/systemd/system/$u" "/lib/systemd/system/$u" 2>/dev/null | sed -n 's/^KillMode=//p' | head -n 1)
            o KILLMODE ${m:-control-group} ;;
        esac
        for w in ssh sshd dropbear; do
            c=$(cat /etc/systemd/system/$w.socket /run/systemd/system/$w.socket /usr/lib/systemd/system/$w.socket /lib/systemd/system/$w.socket 2>/dev/null)
            case $c in *Accept=[yYtT1]*) ;; *) continue ;; esac
            [ -e /etc/systemd/system/sockets.target.wants/$w.socket ] || t systemctl is-active --quiet $w.socket 2>/dev/null || continue
            m=$(cat /etc/systemd/system/$w@.service.d/*.conf /etc/systemd/system/$w@.service /run/systemd/system/$w@.service /usr/lib/systemd/system/$w@.service /lib/systemd/system/$w@.service 2>/dev/null | sed -n 's/^KillMode=//p' | head -n 1)
            o SOCKET $w.socket ${m:-control-group}
        done

        """;

    // What a normal user can read, and what root can.
    private const string Firewall = """
        grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null && o FIREWALL ufw
        if [ -d /run/systemd/system ]; then
            for w in firewalld nftables; do t systemctl is-active --quiet $w 2>/dev/null && o FIREWALL $w; done
        fi
        { t nft list ruleset 2>/dev/null || cat /etc/nftables.conf 2>/dev/null; } | awk '
            /^[ \t]*table /{ table = $2 " " $3 }
            /^[ \t]*chain /{ chain = $2 }
            /hook (input|output|prerouting|postrouting|forward|ingress)/{ hook = $0; sub(/.*hook /, "", hook); sub(/ .*/, "", hook) }
            /policy drop|[ \t](drop|reject)|(udp|meta l4proto).*(dnat|redirect)/{ gsub(/^[ \t]+/, ""); print "nft " table " " chain " " hook ": " $0 }' | head -n 40 | while read l; do o RULE "$l"; done
        for p in iptables ip6tables; do
            { t $p -S; t $p -t nat -S; } 2>/dev/null | grep -E '^-P .* DROP|-j (DROP|REJECT)|-p udp .*-j (DNAT|REDIRECT)' | head -n 20 | while read l; do o RULE "$p $l"; done
        done

        """;

    private const string StartUpFiles = """
        case ${SHELL##*/} in
        bash) r="$HOME/.bashrc /etc/bash.bashrc /etc/bashrc $BASH_ENV" ;;
        zsh) r="$HOME/.zshenv /etc/zshenv /etc/zsh/zshenv" ;;
        fish) r="$HOME/.config/fish/config.fish /etc/fish/config.fish" ;;
        csh|tcsh) r="$HOME/.tcshrc $HOME/.cshrc /etc/csh.cshrc" ;;
        *) r="$ENV $HOME/.shrc $HOME/.kshrc $HOME/.mkshrc $HOME/.yashrc $HOME/.rcrc" ;;
        esac
        r="$r $HOME/.ssh/rc /etc/ssh/sshrc"
        grep -nE '^[ 	]*(echo|printf|print|cat|fortune|figlet|neofetch|fastfetch|screenfetch|motd|w|uptime|date|who|last)([ 	;]|$)' $r /dev/null 2>/dev/null | grep -v '>/dev/null' | head -n 5 | cut -c 1-200 | while IFS= read -r l; do o PRINTS "$l"; done

        """;

    private const string Find = """
        f() { p=$(command -v moshi-server) && k=moshi && return; p=$(command -v mosh-server) && k=mosh; }
        k=none
        f || {
            q=$(t "${SHELL:-/bin/sh}" -lc env </dev/null 2>/dev/null | sed -n 's/^PATH=//p' | tail -n 1)
            PATH=$PATH:$q
            f && o HIDDEN
        }

        """;

    // A stock server refuses to run without a UTF-8 locale; a session looks for one that the host has, too.
    private const string Locale = """
        l=
        if command -v locale >/dev/null 2>&1 && [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
            for v in C.UTF-8 en_US.UTF-8 C.utf8 $(locale -a 2>/dev/null | grep -i 'utf-*8' | head -n 1); do
                [ "$(LC_ALL=$v locale charmap 2>/dev/null)" = UTF-8 ] && l="-l LC_ALL=$v" && o USES $v && break
            done
        fi

        """;

    // The session's program says that a first datagram has come in, since no server starts it before, and prints a screenful when a key arrives.
    private const string Start = """
        P=
        if [ $k != none ] && (umask 077 && mkdir $D && mkfifo $D/f) 2>/dev/null; then
            { read x <$D/f; o ARRIVED; } &
            R=$!
            MOSH_SERVER_NETWORK_TMOUT=30
            export MOSH_SERVER_NETWORK_TMOUT
            B=" $(cat /proc/net/udp /proc/net/udp6 2>/dev/null | while read n a r s q t m u i j z; do echo $j; done | tr '\n' ' ')"
            c="echo >$D/f; read x; LC_ALL=C tr -dc a-zA-Z0-9 </dev/urandom | head -c @OUTPUT@; sleep 25"
            case $k in
            custom) s=$(eval "$p new @MOSH@ @PORTS@ -c 256 $l -- /bin/sh -c \"\$c\"" </dev/null 2>&1) ;;
            moshi) s=$(moshi-server new @MOSHI@ @PORTS@ -c 256 -- /bin/sh -c "$c" </dev/null 2>&1) ;;
            *) s=$(mosh-server new @MOSH@ @PORTS@ -c 256 $l -- /bin/sh -c "$c" </dev/null 2>&1) ;;
            esac
            x=$?
            P=$(printf '%s\n' "$s" | tr -d '\r' | sed -n 's/^MOSH CONNECT \([0-9]*\) .*/\1/p' | head -n 1)
            if [ -n "$P" ]; then
                H=$(printf %04X $P)
                cat /proc/net/udp /proc/net/udp6 2>/dev/null | grep -i ":$H [0-9A-F]*:0000 " | while read n a r s q t m u i j z; do case $B in *" $j "*) ;; *) o BOUND $a ;; esac; done
            fi
            o STARTED
            printf '%s\n' "$s" | head -n 40
            o EXIT $x
            [ -z "$P" ] || [ $k != moshi ] || { moshi-server probe @MOSHI@ @PORTS@ </dev/null 2>/dev/null & G=$!; }
        fi

        """;

    // On a busy host the program needs seconds to say so: at the end it is enough that the server has started it.
    private const string Stay = """
        o READY
        if [ -n "$P" ]; then
            read x || x=end
            S=$(printf '%s\n' "$s" | sed -n 's/.*detached, pid = \([0-9]*\).*/\1/p')
            for q in $(cat /proc/$S/task/$S/children 2>/dev/null); do [ "$(cat /proc/$q/comm 2>/dev/null)" != sh ] || o ARRIVED; done
            [ "$x" != end ] || kill $S 2>/dev/null
            cat /proc/net/udp /proc/net/udp6 2>/dev/null | grep -i ":$H [0-9A-F]*:0000 " | while read n a r s q t m u i j e f v d z; do o DROPS ${d:-0}; done
        fi
        [ -z "$R" ] || kill $R 2>/dev/null
        [ -z "$G" ] || kill $G 2>/dev/null
        rm -rf $D
        o CLOCK $(date +%s 2>/dev/null)
        o END
        exit 0
        }

        """;

    /// <summary>What ssh's command is to read. It comes to its end also when nobody listens any more: the server that it has started is its own to end.</summary>
    /// <param name="plan">How to start the server.</param>
    public static string Render(HostPlan plan)
    {
        string start = Start
            .Replace("@OUTPUT@", plan.OutputBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("@MOSHI@", plan.MoshiBind, StringComparison.Ordinal)
            .Replace("@MOSH@", plan.MoshBind, StringComparison.Ordinal)
            .Replace("@PORTS@", plan.Ports is null ? "" : "-p " + plan.Ports, StringComparison.Ordinal);
        string head = $$"""
            {
            trap : HUP PIPE
            N={{plan.Nonce}}
            D=/tmp/moshi-doctor-$N
            R=
            G=
            o() { echo; echo "MOSHI-$N $*"; }
            if command -v timeout >/dev/null 2>&1; then t() { timeout 2 "$@"; }; else t() { "$@"; }; fi
            PATH=$PATH:{{Directories}}
            export PATH

            """;

        // The server comes early: everything behind it is read while datagrams are on their way.
        string find = plan.Server is null ? Find : $"k=custom\np={ShellQuote.Quote([plan.Server])}\n";
        const string Tell = "o SERVER $k $p\n[ $k = none ] || [ $k = custom ] || o VERSION $(t $k-server --version 2>/dev/null </dev/null | head -n 1)\n";
        return string.Concat(head, System, find, Tell, Locale, start, Keepers, StartUpFiles, Firewall, Stay);
    }
}
