using System.Buffers.Text;
using Moshi.Platform;

namespace Moshi.Diagnostics.Trace;

/// <summary>
/// Writes lines of JSON into a buffer and the buffer into a file, without allocating. Names and texts are constants of this program, so nothing needs escaping. When
/// the file cannot be written any more (a full disk), the trace ends and the session goes on.
/// </summary>
internal sealed class TraceWriter : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Room for the longest line.</summary>
    private const int LineBytes = 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly FileStream _file;
    private int _length;
    private bool _isBroken;

    private TraceWriter(FileStream file) => _file = file;

    /// <summary>Bytes that wait to be written.</summary>
    public int Pending => _length;

    /// <summary>Makes a file that only its owner can read, in place of one that is there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static TraceWriter Create(string path)
    {
        // Deleted and made anew, never opened: a file that is there may be readable by others, or be a link to one that matters.
        if (File.Exists(path))
            File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new TraceWriter(new FileStream(path, options));
    }

    /// <summary>Begins a line: the time in microseconds, and what happened.</summary>
    public void Begin(long micros, ReadOnlySpan<byte> happened)
    {
        if (BufferBytes - _length < LineBytes)
            Flush();
        Append("{\"t\":"u8);
        Append(micros);
        Append(",\"e\":\""u8);
        Append(happened);
        Append("\""u8);
    }

    /// <summary>Adds a number to the line.</summary>
    public void Add(ReadOnlySpan<byte> name, long value)
    {
        AppendName(name);
        Append(value);
    }

    /// <summary>Adds a number that may be a shutdown state's.</summary>
    public void Add(ReadOnlySpan<byte> name, ulong value) => Add(name, unchecked((long)value));

    /// <summary>Adds a word to the line.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> word)
    {
        AppendName(name);
        Append("\""u8);
        Append(word);
        Append("\""u8);
    }

    /// <summary>Ends the line.</summary>
    public void End() => Append("}\n"u8);

    /// <summary>Hands what waits to the kernel.</summary>
    public void Flush()
    {
        if (!_isBroken)
        {
            try
            {
                _file.Write(_buffer, 0, _length);
            }
            catch (IOException)
            {
                _isBroken = true;
            }
        }

        _length = 0;
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    private void AppendName(ReadOnlySpan<byte> name)
    {
        Append(",\""u8);
        Append(name);
        Append("\":"u8);
    }

    private void Append(long value)
    {
        if (Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out int written))
            _length += written;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
