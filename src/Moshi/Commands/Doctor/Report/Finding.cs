namespace Moshi.Commands.Doctor.Report;

/// <summary>What one check has found.</summary>
/// <param name="Check">The check's name, stable: scripts look for it.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Text">What was seen; with a warning or a failure also the cause.</param>
/// <param name="Fix">The one command or line that mends it, and where it belongs; empty unless something is wrong.</param>
internal sealed record Finding(string Check, CheckResult Result, string Text, string Fix = "")
{
    public static Finding Ok(string check, string text) => new(check, CheckResult.Ok, text);

    public static Finding Warn(string check, string text, string fix) => new(check, CheckResult.Warn, text, fix);

    public static Finding Fail(string check, string text, string fix) => new(check, CheckResult.Fail, text, fix);

    public static Finding Skip(string check, string text) => new(check, CheckResult.Skipped, text);
}
