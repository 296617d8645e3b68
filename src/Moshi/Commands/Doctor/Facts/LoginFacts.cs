namespace Moshi.Commands.Doctor.Facts;

/// <summary>How the login by ssh went.</summary>
internal sealed record LoginFacts
{
    /// <summary>Our script has run at the other end.</summary>
    public bool HasHello { get; init; }

    /// <summary>ssh's own log (-E), with a blank line at its end.</summary>
    public string Log { get; init; } = "";

    /// <summary>What was printed in front of our script's first line: start-up files, forced commands.</summary>
    public string Noise { get; init; } = "";

    /// <summary>Standard error of ssh: banners, remote errors.</summary>
    public string Errors { get; init; } = "";

    /// <summary>ssh's exit status; null when it had to be stopped.</summary>
    public int? Status { get; init; }

    /// <summary>How long it took until our script ran; null when it never did.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>ssh was not allowed to ask for anything.</summary>
    public bool IsBatch { get; init; }
}
