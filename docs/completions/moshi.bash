# bash completion for moshi and mosh. Made by: moshi completion bash

_moshi_offer() { COMPREPLY+=($(compgen -W "$1" -- "$cur")); }

_moshi_hosts() {
    local user=
    [[ $cur == *@* ]] && user=${cur%%@*}@
    COMPREPLY+=($(compgen -P "$at$user" -W "$(command moshi completion hosts 2>/dev/null)" -- "${cur#"$user"}"))
}

_moshi_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$cur")); }

_moshi_keyword_value() {
    case $1 in
        MoshiBindAddress) _moshi_offer 'ssh any' ;;
        MoshiAddress) _moshi_offer 'auto' ;;
        MoshiAddressCommand) _moshi_offer 'none' ;;
        MoshiStun) _moshi_offer 'none' ;;
        MoshiAddressFamily) _moshi_offer 'any inet inet6 prefer-inet prefer-inet6' ;;
        MoshiPredict) _moshi_offer 'adaptive always never experimental' ;;
        MoshiPredictOverwrite) _moshi_offer 'auto yes no' ;;
        MoshiEscapeKey) _moshi_offer 'none' ;;
        MoshiServer) _moshi_offer 'auto' ;;
        MoshiInstall) _moshi_offer 'ask auto never' ;;
        MoshiBootstrap) _moshi_offer 'auto script plain stdin' ;;
        MoshiRemoteCommand) _moshi_offer 'none' ;;
        MoshiForwardAgent) _moshi_offer 'yes no ssh' ;;
        MoshiSessionTimeout) _moshi_offer 'none' ;;
        MoshiLinkPersist) _moshi_offer 'yes no' ;;
        MoshiLocale) _moshi_offer 'auto' ;;
        MoshiColors) _moshi_offer 'auto 8 16 256 truecolor' ;;
        MoshiTitlePrefix) _moshi_offer 'none' ;;
        MoshiClipboard) _moshi_offer 'write both none' ;;
        MoshiLowData) _moshi_offer 'yes no' ;;
        MoshiSteerRtt) _moshi_offer 'auto off' ;;
    esac
}

_moshi_keyword() {
    compopt -o nospace 2>/dev/null
    _moshi_offer "$_moshi_keywords"
}

_moshi_complete() {
    local program=$1 cur=${COMP_WORDS[COMP_CWORD]} at= key= i word skip= host= first=
    COMPREPLY=()
    # The word under the cursor may be the value behind =.
    # bash replaces a @ together with what stands behind it.
    if [[ $cur == @ ]]; then at=@ cur=; elif [[ ${COMP_WORDS[COMP_CWORD-1]} == @ ]]; then at=@; fi
    if [[ $cur == = ]]; then
        key=${COMP_WORDS[COMP_CWORD-1]} cur=
    elif ((COMP_CWORD > 1)) && [[ ${COMP_WORDS[COMP_CWORD-1]} == = ]]; then
        key=${COMP_WORDS[COMP_CWORD-2]}
    elif [[ $cur == ?*=* && $cur == -* || $cur == Moshi*=* ]]; then
        key=${cur%%=*} cur=${cur#*=}
    fi
    case $key in
        Moshi*) _moshi_keyword_value "$key"; return ;;
        -*) "_moshi_value_$program" "$key"; return ;;
    esac
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then ((i++)); skip=; continue; fi
        if [[ -n $skip ]]; then skip=; continue; fi
        case $word in
            --) ;;
            @) host= first= ;;
            -*) "_moshi_takes_value_$program" "$word" && skip=$word ;;
            *) [[ -z $first ]] && first=$word ; host=$word ;;
        esac
    done
    if [[ -n $skip ]]; then "_moshi_value_$program" "$skip"; return; fi
    if [[ $program == moshi ]]; then
        case $first in
            local)
                compopt -o default 2>/dev/null
                return ;;
            doctor)
                if [[ $cur == -* ]]; then _moshi_offer '--json'; _moshi_options_moshi; else _moshi_hosts; fi
                return ;;
            config)
                case $host in config) _moshi_offer 'show check import-mosh' ;; show) _moshi_hosts ;; *) _moshi_files ;; esac
                return ;;
            trace)
                if [[ $cur == -* ]]; then _moshi_offer '--svg'; else _moshi_files; fi
                return ;;
            completion)
                [[ $host == completion ]] && _moshi_offer 'bash zsh fish'
                return ;;
            client)
                compopt -o default 2>/dev/null
                return ;;
            server)
                compopt -o default 2>/dev/null
                return ;;
            mosh)
                compopt -o default 2>/dev/null
                return ;;
        esac
    fi
    if [[ -n $host ]]; then
        compopt -o default 2>/dev/null
        return
    fi
    if [[ $cur == -* ]]; then
        "_moshi_options_$program"
        return
    fi
    [[ $program == moshi && COMP_CWORD -eq 1 ]] && _moshi_offer "$_moshi_commands"
    _moshi_hosts
}

_moshi_keywords='MoshiUdpPort= MoshiBindAddress= MoshiAddress= MoshiAddressCommand= MoshiStun= MoshiAddressFamily= MoshiPredict= MoshiPredictOverwrite= MoshiEscapeKey= MoshiServer= MoshiInstall= MoshiBootstrap= MoshiRemoteCommand= MoshiForwardAgent= MoshiSessionTimeout= MoshiLinkPersist= MoshiLocale= MoshiColors= MoshiTitlePrefix= MoshiScrollback= MoshiClipboard= MoshiLowData= MoshiSteerRtt='
_moshi_commands='local doctor config trace completion client server mosh'

_moshi_options_moshi() { _moshi_offer '-4 -6 -A -a -B -b -C -c -E --escape-key -e -F -I -i -J -K -k -l -M -m -o -P -p -q -S -v -X -x -Y --port --address --bind-server --family --predict --predict-overwrite --server --install --bootstrap --ssh --ssh-pty --no-init --help -h --version -V'; }

_moshi_takes_value_moshi() {
    case $1 in
        -B|-b|-c|-E|--escape-key|-e|-F|-I|-i|-J|-l|-m|-o|-P|-p|-S|--port|--address|--bind-server|--family|--predict|--server|--install|--bootstrap|--ssh) return 0 ;;
    esac
    return 1
}

_moshi_value_moshi() {
    case $1 in
        -B) : ;;
        -b) : ;;
        -c) : ;;
        -E) _moshi_files ;;
        --escape-key|-e) : ;;
        -F) _moshi_files ;;
        -I) : ;;
        -i) _moshi_files ;;
        -J) _moshi_hosts ;;
        -l) : ;;
        -m) : ;;
        -o) _moshi_keyword ;;
        -P) : ;;
        -p) : ;;
        -S) _moshi_files ;;
        --port) : ;;
        --address) _moshi_offer 'auto' ;;
        --bind-server) _moshi_offer 'ssh any' ;;
        --family) _moshi_offer 'any inet inet6 prefer-inet prefer-inet6' ;;
        --predict) _moshi_offer 'adaptive always never experimental' ;;
        --server) : ;;
        --install) _moshi_offer 'ask auto never' ;;
        --bootstrap) _moshi_offer 'auto script plain stdin' ;;
        --ssh) : ;;
    esac
}

_moshi() { _moshi_complete moshi; }
complete -F _moshi moshi

_moshi_options_mosh() { _moshi_offer '--client --server --ssh --no-ssh-pty --predict -a -n --predict-overwrite -o --family -4 -6 --port -p --bind-server --no-init --local --experimental-remote-ip --help --version'; }

_moshi_takes_value_mosh() {
    case $1 in
        --client|--server|--ssh|--predict|--family|--port|-p|--bind-server|--experimental-remote-ip) return 0 ;;
    esac
    return 1
}

_moshi_value_mosh() {
    case $1 in
        --client) _moshi_files ;;
        --server) : ;;
        --ssh) : ;;
        --predict) _moshi_offer 'adaptive always never experimental' ;;
        --family) _moshi_offer 'inet inet6 auto all prefer-inet prefer-inet6' ;;
        --port|-p) : ;;
        --bind-server) _moshi_offer 'ssh any' ;;
        --experimental-remote-ip) _moshi_offer 'proxy local remote' ;;
    esac
}

_mosh() { _moshi_complete mosh; }
complete -F _mosh mosh

