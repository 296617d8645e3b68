using System.Text;
using Moshi.Platform;

namespace Moshi.Diagnostics;

/// <summary>
/// Standard output without the runtime's care for terminals: <see cref="Console.Out"/> on a terminal first puts it into application mode
/// (<c>ESC[?1h ESC=</c>), which a client that has just restored the terminal would leave behind.
/// </summary>
internal sealed class PlainOutput : TextWriter
{
    private const int StandardOutput = 1;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Makes it what <see cref="Console.Out"/> is, before anything has touched that.</summary>
    public static void Install() => Console.SetOut(new PlainOutput());

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    // A reader that has gone is no error of ours.
    public override void Write(ReadOnlySpan<char> buffer) => Descriptor.WriteAll(StandardOutput, Encoding.GetBytes(buffer.ToArray()));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");
}
