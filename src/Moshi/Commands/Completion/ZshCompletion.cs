using System.Text;
using Moshi.Commands.Options;

namespace Moshi.Commands.Completion;

/// <summary>Completions for zsh: a file named _moshi in a directory of fpath, or sourced after compinit.</summary>
internal static class ZshCompletion
{
    private const string Head = """
        #compdef moshi mosh
        # zsh completion for moshi and mosh. Made by: moshi completion zsh

        _moshi_hosts() {
            local -a hosts
            hosts=(${(f)"$(command moshi completion hosts 2>/dev/null)"})
            compset -P '*@'
            compadd "$@" -a hosts
        }

        _moshi_keywords() {
            if compset -P '*='; then
                local -a values
                case ${IPREFIX%=} in

        """;

    private const string Middle = """
                esac
                compadd "$@" -a values
            else
                compadd "$@" -S '=' --
        """;

    public static string Render()
    {
        var text = new StringBuilder(Head);
        foreach ((string keyword, string[] values) in CompletionModel.KeywordValues.Where(static pair => pair.Values.Length > 0))
            text.Append($"            *{keyword}) values=({string.Join(' ', values)}) ;;\n");
        text.Append(Middle);
        text.Append(string.Concat(CompletionModel.KeywordValues.Select(static pair => " " + pair.Keyword))).Append("\n    fi\n}\n\n");
        text.Append("_moshi_first() {\n    local -a commands\n    commands=(\n");
        foreach (Subcommand command in SubcommandTable.All)
            text.Append($"        {Quote(command.Name + ":" + command.Summary)}\n");
        text.Append("    )\n    ((CURRENT == 2)) && _describe -t commands command commands\n    _moshi_hosts\n}\n\n");
        text.Append("_moshi_words() {\n    local -a words_of\n    words_of=(\"${@}\")\n    compadd -a words_of\n}\n\n");
        foreach (CommandSpec program in CompletionModel.Programs)
            AppendProgram(text, program);
        AppendCommands(text);
        text.Append("""
            # Autoloaded by compinit, this file is the body of _moshi and runs at the first use; sourced, it only defines.
            if [[ $funcstack[1] == _moshi ]]; then
                _moshi_main "$@"
            else
                _moshi() { _moshi_main "$@"; }
                compdef _moshi moshi mosh
            fi

            """);
        return text.ToString();
    }

    private static void AppendCommands(StringBuilder text)
    {
        text.Append("_moshi_main() {\n    if [[ $service == mosh ]]; then\n        _moshi_options_mosh\n        return\n    fi\n    case ${words[2]} in\n");
        foreach (Subcommand command in SubcommandTable.All)
        {
            // While the word itself is being typed it is not yet the command.
            text.Append($"        {command.Name}) if ((CURRENT > 2)); then\n");
            if (command.TakesHost)
                text.Append($"                if [[ $PREFIX == -* ]]; then _moshi_words {string.Join(' ', command.Words)}; else _moshi_hosts; fi\n");
            else if (command.Name is "config")
                text.Append($"                if ((CURRENT == 3)); then _moshi_words {string.Join(' ', command.Words)}; elif [[ ${{words[3]}} == show ]]; then _moshi_hosts; else _files; fi\n");
            else if (command.Name is "trace")
                text.Append($"                if [[ $PREFIX == -* ]]; then _moshi_words {string.Join(' ', command.Words)}; else _files; fi\n");
            else if (command.Words.Length > 0)
                text.Append($"                ((CURRENT == 3)) && _moshi_words {string.Join(' ', command.Words)}\n");
            else
                text.Append("                _default\n");
            text.Append("                return\n            fi ;;\n");
        }

        text.Append("    esac\n    _moshi_options_moshi\n}\n\n");
    }

    private static void AppendProgram(StringBuilder text, CommandSpec program)
    {
        text.Append($"_moshi_options_{program.Program}() {{\n    _arguments -s -S \\\n");
        foreach (OptionSpec option in CompletionModel.Options(program))
        {
            foreach (string spelling in CompletionModel.Spellings(program, option))
            {
                bool isLong = spelling.StartsWith("--", StringComparison.Ordinal);
                string value = CompletionModel.Kind(option) switch
                {
                    ValueKind.Words => $":value:({string.Join(' ', option.Choices)})",
                    ValueKind.File => ":file:_files",
                    ValueKind.Host => ":host:_moshi_hosts",
                    ValueKind.Keyword => ":keyword:_moshi_keywords",
                    _ => option.TakesValue ? ":value: " : "",
                };
                text.Append($"        {Quote($"*{spelling}{(option.TakesValue ? isLong ? "=" : "+" : "")}[{Bracket(option.Summary)}]{value}")} \\\n");
            }
        }

        string first = ReferenceEquals(program, CommandTable.Mosh) ? "_moshi_hosts" : "_moshi_first";
        text.Append($"        '1:host:{first}' '*::command:_normal'\n}}\n\n");
    }

    private static string Bracket(string text) => text.Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
