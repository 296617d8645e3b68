using System.Text;
using Moshi.Commands.Options;

namespace Moshi.Commands.Completion;

/// <summary>Completions for fish 3 or newer.</summary>
internal static class FishCompletion
{
    private const string Head = """
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

        """;

    public static string Render()
    {
        var text = new StringBuilder(Head);
        foreach ((string keyword, string[] values) in CompletionModel.KeywordValues)
        {
            string[] words = values.Length == 0 ? [""] : values;
            text.Append($"    printf '%s\\n' {string.Join(' ', words.Select(value => $"{keyword}={value}"))}\n");
        }

        text.Append("end\n\n");
        foreach (CommandSpec program in CompletionModel.Programs)
            AppendProgram(text, program);
        foreach (Subcommand command in SubcommandTable.All)
        {
            text.Append($"complete -c moshi -n '__moshi_needs_host; and test (count (commandline -opc)) = 1' -a {command.Name} -d {Quote(command.Summary)}\n");
            foreach (string word in command.Words.Where(static word => !word.StartsWith('-')))
                text.Append($"complete -c moshi -n '__moshi_command {command.Name}; and test (count (commandline -opc)) = 2' -a {word}\n");
            foreach (string word in command.Words.Where(static word => word.StartsWith("--", StringComparison.Ordinal)))
                text.Append($"complete -c moshi -n '__moshi_command {command.Name}' -l {word[2..]}\n");
            if (command.TakesHost)
                text.Append($"complete -c moshi -n '__moshi_command {command.Name}' -a '(__moshi_hosts)' -d host\n");
        }

        text.Append("complete -c moshi -n '__moshi_command trace' -F\n");
        text.Append("complete -c moshi -n '__moshi_command config; and contains -- show (commandline -opc)' -a '(__moshi_hosts)' -d host\n");
        text.Append("complete -c moshi -n '__moshi_command config; and contains -- check (commandline -opc); or contains -- import-mosh (commandline -opc)' -F\n");
        return text.ToString();
    }

    private static void AppendProgram(StringBuilder text, CommandSpec program)
    {
        string name = program.Program;
        IEnumerable<string> valued = CompletionModel.Options(program).Where(static option => option.TakesValue).SelectMany(option => CompletionModel.Spellings(program, option));
        text.Append($"complete -c {name} -f\n");
        text.Append($"complete -c {name} -n '__moshi_needs_host {string.Join(' ', valued)}' -a '(__moshi_hosts)' -d host\n");
        foreach (OptionSpec option in CompletionModel.Options(program))
        {
            text.Append($"complete -c {name}");
            foreach (string spelling in CompletionModel.Spellings(program, option))
                text.Append(spelling.StartsWith("--", StringComparison.Ordinal) ? $" -l {spelling[2..]}" : $" -s {spelling[1..]}");
            text.Append(CompletionModel.Kind(option) switch
            {
                ValueKind.Words => $" -x -a '{string.Join(' ', option.Choices)}'",
                ValueKind.File => " -r -F",
                ValueKind.Host => " -x -a '(__moshi_hosts)'",
                ValueKind.Keyword => " -x -a '(__moshi_keywords)'",
                _ => option.TakesValue ? " -x" : "",
            });
            text.Append($" -d {Quote(option.Summary)}\n");
        }

        text.Append('\n');
    }

    private static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
