namespace Moshi.Commands.Doctor.Report;

/// <summary>How a check ended, from harmless to bad.</summary>
internal enum CheckResult
{
    /// <summary>Could not be made, because something before it failed or is missing.</summary>
    Skipped,
    Ok,

    /// <summary>Sessions work, but not as well as they could, or not always.</summary>
    Warn,

    /// <summary>Sessions do not start, or do not last.</summary>
    Fail,
}
