# fish completion for moshi and mosh. Made by: moshi completion fish

function __moshi_hosts
    set -l word (commandline -ct)
    set -l user (string match -r '^[^@]*@' -- $word)
    command moshi completion hosts 2>/dev/null | string replace -r '^' -- "$user"
end

# Whether the words so far hold no host and no command yet.
function __moshi_needs_host
    set -l words (commandline -opc)
    set -e words[1]
    set -l skip 0
    for word in $words
        if test $skip = 1
            set skip 0
        else if contains -- $word $argv
            set skip 1
        else if not string match -q -- '-*' $word
            return 1
        end
    end
    return 0
end

function __moshi_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end

function __moshi_keywords
    printf '%s\n' MoshiUdpPort=
    printf '%s\n' MoshiBindAddress=ssh MoshiBindAddress=any
    printf '%s\n' MoshiAddress=auto
    printf '%s\n' MoshiAddressCommand=none
    printf '%s\n' MoshiStun=none
    printf '%s\n' MoshiAddressFamily=any MoshiAddressFamily=inet MoshiAddressFamily=inet6 MoshiAddressFamily=prefer-inet MoshiAddressFamily=prefer-inet6
    printf '%s\n' MoshiPredict=adaptive MoshiPredict=always MoshiPredict=never MoshiPredict=experimental
    printf '%s\n' MoshiPredictOverwrite=auto MoshiPredictOverwrite=yes MoshiPredictOverwrite=no
    printf '%s\n' MoshiEscapeKey=none
    printf '%s\n' MoshiServer=auto
    printf '%s\n' MoshiInstall=ask MoshiInstall=auto MoshiInstall=never
    printf '%s\n' MoshiBootstrap=auto MoshiBootstrap=script MoshiBootstrap=plain MoshiBootstrap=stdin
    printf '%s\n' MoshiRemoteCommand=none
    printf '%s\n' MoshiForwardAgent=yes MoshiForwardAgent=no MoshiForwardAgent=ssh
    printf '%s\n' MoshiSessionTimeout=none
    printf '%s\n' MoshiLinkPersist=yes MoshiLinkPersist=no
    printf '%s\n' MoshiLocale=auto
    printf '%s\n' MoshiColors=auto MoshiColors=8 MoshiColors=16 MoshiColors=256 MoshiColors=truecolor
    printf '%s\n' MoshiTitlePrefix=none
    printf '%s\n' MoshiScrollback=
    printf '%s\n' MoshiClipboard=write MoshiClipboard=both MoshiClipboard=none
    printf '%s\n' MoshiLowData=yes MoshiLowData=no
    printf '%s\n' MoshiSteerRtt=auto MoshiSteerRtt=off
end

complete -c moshi -f
complete -c moshi -n '__moshi_needs_host -B -b -c -E --escape-key -e -F -I -i -J -l -m -o -P -p -S --port --address --bind-server --family --predict --server --install --bootstrap --ssh' -a '(__moshi_hosts)' -d host
complete -c moshi -s 4 -d 'connect over IPv4 only'
complete -c moshi -s 6 -d 'connect over IPv6 only'
complete -c moshi -s A -d 'forward the authentication agent to the login that starts the server'
complete -c moshi -s a -d 'do not forward the authentication agent'
complete -c moshi -s B -x -d 'bind to the address of this interface'
complete -c moshi -s b -x -d 'bind to this address'
complete -c moshi -s C -d 'compress what ssh transfers'
complete -c moshi -s c -x -d 'ciphers of ssh'
complete -c moshi -s E -r -F -d 'append what ssh has to say to a file'
complete -c moshi -l escape-key -s e -x -d 'the key before commands to the client: ^ and a letter, a character, or none'
complete -c moshi -s F -r -F -d 'configuration file of ssh'
complete -c moshi -s I -x -d 'PKCS#11 library of ssh'
complete -c moshi -s i -r -F -d 'file with a key'
complete -c moshi -s J -x -a '(__moshi_hosts)' -d 'go by way of these hosts'
complete -c moshi -s K -d 'GSSAPI authentication and delegation'
complete -c moshi -s k -d 'no delegation of GSSAPI credentials'
complete -c moshi -s l -x -d 'log in as this user'
complete -c moshi -s M -d 'let other ssh commands share the connection (ControlMaster)'
complete -c moshi -s m -x -d 'MACs of ssh'
complete -c moshi -s o -x -a '(__moshi_keywords)' -d 'keyword of ssh_config(5), or with the prefix Moshi of moshi_config(5)'
complete -c moshi -s P -x -d 'tag of ssh_config(5)'
complete -c moshi -s p -x -d 'port of ssh; for UDP see --port'
complete -c moshi -s q -d 'ssh says nothing unless it fails'
complete -c moshi -s S -r -F -d 'path of ssh\'s control socket'
complete -c moshi -s v -d 'ssh tells what it does; repeat for more'
complete -c moshi -s X -d 'forward X11 to the login that starts the server'
complete -c moshi -s x -d 'do not forward X11'
complete -c moshi -s Y -d 'as -X, trusted'
complete -c moshi -l port -x -d 'UDP ports of the server: PORT, LOW-HIGH, or EXTERNAL:INTERNAL behind a router'
complete -c moshi -l address -x -a 'auto' -d 'where to send datagrams: auto (default), a name or an address'
complete -c moshi -l bind-server -x -a 'ssh any' -d 'the address that the server binds to: ssh, any, IP'
complete -c moshi -l family -x -a 'any inet inet6 prefer-inet prefer-inet6' -d 'addresses for UDP: any, inet, inet6, prefer-inet, prefer-inet6'
complete -c moshi -l predict -x -a 'adaptive always never experimental' -d 'local echo: adaptive (default), always, never, experimental'
complete -c moshi -l predict-overwrite -d 'local echo overwrites instead of inserting'
complete -c moshi -l server -x -d 'start COMMAND as the server (default: moshi-server, else mosh-server)'
complete -c moshi -l install -x -a 'ask auto never' -d 'when the host has no server: ask (default), auto, never'
complete -c moshi -l bootstrap -x -a 'auto script plain stdin' -d 'how the server is started: auto (default), script, plain, stdin'
complete -c moshi -l ssh -x -d 'log in with COMMAND (default: ssh)'
complete -c moshi -l ssh-pty -d 'ask ssh for a terminal at the remote side while the server starts'
complete -c moshi -l no-init -d 'do not switch the terminal to its alternate screen'
complete -c moshi -l help -s h -d 'print the options and exit'
complete -c moshi -l version -s V -d 'print version and licence and exit'

complete -c mosh -f
complete -c mosh -n '__moshi_needs_host --client --server --ssh --predict --family --port -p --bind-server --experimental-remote-ip' -a '(__moshi_hosts)' -d host
complete -c mosh -l client -r -F -d 'run PATH as the local client'
complete -c mosh -l server -x -d 'start COMMAND as the server (default: mosh-server)'
complete -c mosh -l ssh -x -d 'log in with COMMAND (default: ssh)'
complete -c mosh -l no-ssh-pty -d 'do not ask ssh for a terminal on the remote side'
complete -c mosh -l predict -x -a 'adaptive always never experimental' -d 'local echo: adaptive (default), always, never, experimental'
complete -c mosh -s a -d 'the same as --predict=always'
complete -c mosh -s n -d 'the same as --predict=never'
complete -c mosh -l predict-overwrite -s o -d 'local echo overwrites instead of inserting'
complete -c mosh -l family -x -a 'inet inet6 auto all prefer-inet prefer-inet6' -d 'inet, inet6, auto, all, prefer-inet (default), prefer-inet6'
complete -c mosh -s 4 -d 'the same as --family=inet'
complete -c mosh -s 6 -d 'the same as --family=inet6'
complete -c mosh -l port -s p -x -d 'server-side UDP port or range; not the port of ssh'
complete -c mosh -l bind-server -x -a 'ssh any' -d 'the address that the server binds to: ssh (default), any, IP'
complete -c mosh -l no-init -d 'do not switch the terminal to its alternate screen'
complete -c mosh -l local -d 'start the server on this machine, without ssh'
complete -c mosh -l experimental-remote-ip -x -a 'proxy local remote' -d 'how to learn the server\'s address: proxy (default), local, remote'
complete -c mosh -l help -d 'print the options and exit'
complete -c mosh -l version -d 'print version and licence and exit'

complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a local -d 'a session on this machine, without ssh'
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a doctor -d 'find out why a connection fails, or would'
complete -c moshi -n '__moshi_command doctor' -l json
complete -c moshi -n '__moshi_command doctor' -a '(__moshi_hosts)' -d host
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a config -d 'what is configured, and what is wrong with it'
complete -c moshi -n '__moshi_command config; and test (count (commandline -opc)) = 2' -a show
complete -c moshi -n '__moshi_command config; and test (count (commandline -opc)) = 2' -a check
complete -c moshi -n '__moshi_command config; and test (count (commandline -opc)) = 2' -a import-mosh
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a trace -d 'what a trace shows, summed up and drawn'
complete -c moshi -n '__moshi_command trace' -l svg
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a completion -d 'print completions for a shell'
complete -c moshi -n '__moshi_command completion; and test (count (commandline -opc)) = 2' -a bash
complete -c moshi -n '__moshi_command completion; and test (count (commandline -opc)) = 2' -a zsh
complete -c moshi -n '__moshi_command completion; and test (count (commandline -opc)) = 2' -a fish
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a client -d 'be mosh-client'
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a server -d 'be mosh-server'
complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a mosh -d 'be mosh, with all its options'
complete -c moshi -n '__moshi_command trace' -F
complete -c moshi -n '__moshi_command config; and contains -- show (commandline -opc)' -a '(__moshi_hosts)' -d host
complete -c moshi -n '__moshi_command config; and contains -- check (commandline -opc); or contains -- import-mosh (commandline -opc)' -F
