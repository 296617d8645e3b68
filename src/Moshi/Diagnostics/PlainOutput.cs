using System.Text;
using Moshi.Platform;

namespace Moshi.Diagnostics;

/// <summary>
/// Standard output and error without the runtime's care for terminals: <see cref="Console.Out"/> on a terminal first puts it into application mode
/// (<c>ESC[?1h ESC=</c>), which a client that has just restored the terminal would leave behind. And without its exceptions: a reader that has gone,
/// a full disk behind a redirection are no reason to fail.
/// </summary>
internal sealed class PlainOutput : TextWriter
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private readonly int _descriptor;

    private PlainOutput(int descriptor) => _descriptor = descriptor;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Makes it what <see cref="Console.Out"/> and <see cref="Console.Error"/> are, before anything has touched them.</summary>
    public static void Install()
    {
        StandardDescriptors.Complete();
        Console.SetOut(new PlainOutput(StandardOutput));
        Console.SetError(new PlainOutput(StandardError));
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Descriptor.WriteAll(_descriptor, Encoding.GetBytes(buffer.ToArray()));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");
}
