using Microsoft.Win32.SafeHandles;
using Moshi.Commands.Wrapper;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>Follows the file that ssh logs to, and relays what is for the user: a log on a pipe would keep us waiting for a connection that others share.</summary>
internal sealed class SshLogFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SshLog _log;
    private readonly string? _copyTo;
    private readonly byte[] _buffer = new byte[8192];
    private long _at;

    /// <param name="path">What ssh writes to.</param>
    /// <param name="log">Reads it.</param>
    /// <param name="copyTo">The user's file for it (<c>-E</c>); null for stderr.</param>
    public SshLogFile(string path, SshLog log, string? copyTo)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _log = log;
        _copyTo = copyTo;
    }

    /// <summary>Reads what is new. True when there was anything.</summary>
    public bool Follow()
    {
        long before = _at;
        for (int read; (read = RandomAccess.Read(_file, _buffer, _at)) > 0; _at += read)
            _log.Receive(_buffer.AsSpan(0, read));
        if (_at == before)
            return false;
        string shown = _log.TakeShown();
        if (shown.Length > 0)
            Show(shown);
        return true;
    }

    public void Dispose() => _file.Dispose();

    private void Show(string text)
    {
        if (_copyTo is null)
        {
            StandardStreams.Write(StandardStreams.Errors, text);
            return;
        }

        try
        {
            File.AppendAllText(_copyTo, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StandardStreams.Write(StandardStreams.Errors, text);
        }
    }
}
