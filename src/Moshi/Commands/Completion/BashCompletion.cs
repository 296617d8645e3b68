using System.Text;
using Moshi.Commands.Options;

namespace Moshi.Commands.Completion;

/// <summary>Completions for bash 4 or newer; needs nothing of the package bash-completion.</summary>
internal static class BashCompletion
{
    // =, : and @ are words of their own in COMP_WORDS unless the user has changed COMP_WORDBREAKS, and what is offered replaces only what stands behind them.
    private const string Head = """
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

        """;

    private const string Middle = """
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

        """;

    private const string Tail = """
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


        """;

    public static string Render()
    {
        var text = new StringBuilder(Head);
        foreach ((string keyword, string[] values) in CompletionModel.KeywordValues.Where(static pair => pair.Values.Length > 0))
            text.Append($"        {keyword}) _moshi_offer '{string.Join(' ', values)}' ;;\n");
        text.Append(Middle);
        foreach (Subcommand command in SubcommandTable.All)
            AppendCommand(text, command);
        text.Append(Tail);
        text.Append($"_moshi_keywords='{string.Join(' ', CompletionModel.KeywordValues.Select(static pair => pair.Keyword + "="))}'\n");
        text.Append($"_moshi_commands='{string.Join(' ', SubcommandTable.All.Select(static command => command.Name))}'\n\n");
        foreach (CommandSpec program in CompletionModel.Programs)
            AppendProgram(text, program);
        return text.ToString();
    }

    private static void AppendCommand(StringBuilder text, Subcommand command)
    {
        text.Append($"            {command.Name})\n");
        if (command.TakesHost)
            text.Append($"                if [[ $cur == -* ]]; then _moshi_offer '{string.Join(' ', command.Words)}'; _moshi_options_moshi; else _moshi_hosts; fi\n");
        else if (command.Name is "config")
            text.Append($"                case $host in config) _moshi_offer '{string.Join(' ', command.Words)}' ;; show) _moshi_hosts ;; *) _moshi_files ;; esac\n");
        else if (command.Name is "trace")
            text.Append($"                if [[ $cur == -* ]]; then _moshi_offer '{string.Join(' ', command.Words)}'; else _moshi_files; fi\n");
        else if (command.Words.Length > 0)
            text.Append($"                [[ $host == {command.Name} ]] && _moshi_offer '{string.Join(' ', command.Words)}'\n");
        else
            text.Append("                compopt -o default 2>/dev/null\n");
        text.Append("                return ;;\n");
    }

    private static void AppendProgram(StringBuilder text, CommandSpec program)
    {
        var options = CompletionModel.Options(program).ToList();
        string name = program.Program;
        IEnumerable<string> words = options.SelectMany(option => CompletionModel.Spellings(program, option));
        text.Append($"_moshi_options_{name}() {{ _moshi_offer '{string.Join(' ', words)}'; }}\n\n");
        var valued = options.Where(static option => option.TakesValue).ToList();
        text.Append($"_moshi_takes_value_{name}() {{\n    case $1 in\n        {Alternatives(program, valued)}) return 0 ;;\n    esac\n    return 1\n}}\n\n");
        text.Append($"_moshi_value_{name}() {{\n    case $1 in\n");
        foreach (OptionSpec option in valued)
        {
            string action = CompletionModel.Kind(option) switch
            {
                ValueKind.Words => $"_moshi_offer '{string.Join(' ', option.Choices)}'",
                ValueKind.File => "_moshi_files",
                ValueKind.Host => "_moshi_hosts",
                ValueKind.Keyword => "_moshi_keyword",
                _ => ":",
            };
            text.Append($"        {Alternatives(program, [option])}) {action} ;;\n");
        }

        text.Append($"    esac\n}}\n\n_{name}() {{ _moshi_complete {name}; }}\ncomplete -F _{name} {name}\n\n");
    }

    private static string Alternatives(CommandSpec program, IEnumerable<OptionSpec> options) =>
        string.Join('|', options.SelectMany(option => CompletionModel.Spellings(program, option)));
}
