using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Moshi.Diagnostics;

/// <summary>
/// Writes one line per entry to standard error: seconds since the start, level, text. Used when -v is given; never sees keys or contents,
/// only sizes, counts, times and endpoints.
/// </summary>
public sealed class StderrLogger(string program, int verbosity, TimeProvider clock) : ILogger
{
    private readonly long _start = clock.GetTimestamp();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>No -v: nothing. One -v: decisions. Two or more: each packet.</summary>
    public bool IsEnabled(LogLevel logLevel) => verbosity switch
    {
        <= 0 => false,
        1 => logLevel >= LogLevel.Debug,
        _ => logLevel >= LogLevel.Trace,
    };

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!IsEnabled(logLevel))
            return;
        string at = clock.GetElapsedTime(_start).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
        Console.Error.WriteLine($"[{program} {at}] {formatter(state, exception)}");
    }
}
