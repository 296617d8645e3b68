using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor.Facts;

/// <summary>What was seen on this machine.</summary>
internal sealed record LocalFacts
{
    /// <summary>What <c>ssh -V</c> says; null when there is no ssh program.</summary>
    public string? SshVersion { get; init; }

    /// <summary>The ssh program as it is called.</summary>
    public string SshProgram { get; init; } = "ssh";

    /// <summary>Character set of the locale that the environment asks for.</summary>
    public string Charset { get; init; } = "";

    /// <summary>The variable that decides about the character set, as NAME=value; empty when none is set.</summary>
    public string LocaleVariable { get; init; } = "";

    /// <summary>Standard output is a terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>The variable TERM; null when it is not set.</summary>
    public string? Term { get; init; }

    /// <summary>Colours of the terminal by its terminfo entry; null when there is no such entry.</summary>
    public int? TerminalColors { get; init; }

    /// <summary>COLORTERM promises all colours.</summary>
    public bool HasTrueColor { get; init; }

    /// <summary>What is wrong in the configuration files.</summary>
    public IReadOnlyList<ConfigRemark> ConfigRemarks { get; init; } = [];

    /// <summary>By how much the wall clock and the monotonic clock disagreed about the time that the checks took.</summary>
    public TimeSpan ClockJump { get; init; }
}
