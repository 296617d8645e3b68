using Moshi.Platform;
using Moshi.Platform.Terminal;
using Moshi.Transport.Buffers;

namespace Moshi.Client;

/// <summary>
/// What is written to the user's terminal, without waiting for one that takes nothing at the moment (stopped by Ctrl-S, behind a connection that hangs, slower than the host): keys, datagrams and
/// signals do not wait for it. The descriptor is one of our own, because O_NONBLOCK would be everybody's who has the same open file. Where none can be had (a terminal of another user), writing waits.
/// </summary>
internal sealed class TerminalOutput : IDisposable
{
    private readonly ByteBuffer _rest = new();
    private readonly bool _isOwn;
    private int _written;

    public TerminalOutput(int descriptor)
    {
        _isOwn = Tty.TryReopen(descriptor, out int own);
        OutputDescriptor = _isOwn ? own : descriptor;
    }

    /// <summary>To be watched for room while <see cref="IsBlocked"/>.</summary>
    public int OutputDescriptor { get; }

    /// <summary>The terminal has not taken all that was written.</summary>
    public bool IsBlocked => _rest.Length > _written && !IsGone;

    /// <summary>It cannot be written to any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Writes what the terminal takes, and keeps the rest for <see cref="Continue"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!IsBlocked)
            bytes = bytes[WriteSome(bytes)..];
        _rest.Append(bytes);
    }

    /// <summary>Writes more of what was kept.</summary>
    public void Continue()
    {
        _written += WriteSome(_rest.Written[_written..]);
        if (IsBlocked)
            return;
        _rest.Clear();
        _written = 0;
    }

    /// <summary>Writes all, however long it takes.</summary>
    public void Finish()
    {
        if (IsBlocked)
            IsGone = Descriptor.WriteAll(OutputDescriptor, _rest.Written[_written..]) != Errno.None;
        _rest.Clear();
        _written = 0;
    }

    public void Dispose()
    {
        if (_isOwn)
            Descriptor.Close(OutputDescriptor);
    }

    private int WriteSome(ReadOnlySpan<byte> bytes)
    {
        if (!_isOwn)
        {
            IsGone |= Descriptor.WriteAll(OutputDescriptor, bytes) != Errno.None;
            return bytes.Length;
        }

        int written = 0;
        while (written < bytes.Length && !IsGone)
        {
            IoResult result = Descriptor.Write(OutputDescriptor, bytes[written..]);
            if (result.IsWouldBlock)
                break;
            IsGone = !result.IsOk;
            written += result.Count;
        }

        return written;
    }
}
