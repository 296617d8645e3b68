namespace Moshi.Commands.Options;

/// <summary>What a dialect's parser found. It has no opinion on values; the program's arguments type has.</summary>
public sealed class ParsedCommandLine
{
    private readonly List<ParsedOption> _options = [];
    private readonly List<string> _operands = [];
    private readonly List<OptionError> _errors = [];

    /// <summary>In the order of the command line; a later one overrides.</summary>
    public IReadOnlyList<ParsedOption> Options => _options;

    /// <summary>Words that are no options, with those after <c>--</c>.</summary>
    public IReadOnlyList<string> Operands => _operands;

    public IReadOnlyList<OptionError> Errors => _errors;

    /// <summary>How many of <see cref="Operands"/> stood in front of <c>--</c>; all of them without it.</summary>
    public int OperandsBeforeTerminator { get; private set; }

    /// <summary>Whether <c>--</c> ended the options.</summary>
    public bool HasTerminator { get; private set; }

    /// <summary>Whether the option occurs, negated or not.</summary>
    public bool Has(OptionId id)
    {
        foreach (ParsedOption option in _options)
        {
            if (option.Id == id)
                return true;
        }

        return false;
    }

    internal void Add(ParsedOption option) => _options.Add(option);

    internal void AddOperand(string word)
    {
        _operands.Add(word);
        if (!HasTerminator)
            OperandsBeforeTerminator = _operands.Count;
    }

    internal void AddOperands(IReadOnlyList<string> words, int from)
    {
        for (int i = from; i < words.Count; i++)
            AddOperand(words[i]);
    }

    internal void Fail(OptionErrorKind kind, string name, params string[] candidates) => _errors.Add(new(kind, name, candidates));

    internal void Terminate() => HasTerminator = true;
}
