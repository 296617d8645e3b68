using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Terminal.Screen;

namespace Moshi.Server;

/// <summary>
/// The program of a session on its pty: started once, fed without ever blocking the loop, and asked for its exit status. The pty exists from the
/// beginning, the program from <see cref="Start"/>.
/// </summary>
internal sealed class ShellHost : IDisposable
{
    /// <summary>Input that a program does not read is kept up to here; more is dropped, as a terminal drops what its line buffer cannot hold.</summary>
    private const int PendingLimitBytes = 8 * 1024 * 1024;

    private readonly PollLoop _loop;
    private readonly PseudoTerminal _pty;
    private readonly int _ptySlot;
    private byte[] _pending = new byte[4096];
    private int _pendingStart;
    private int _pendingEnd;
    private ChildProcess? _child;
    private int _childSlot = -1;

    public ShellHost(PollLoop loop, WindowSize size)
    {
        _loop = loop;
        _pty = PseudoTerminal.Open(size);
        _ptySlot = loop.Add(_pty.MasterDescriptor, PollEvents.None);
    }

    /// <summary>For utmp.</summary>
    public int MasterDescriptor => _pty.MasterDescriptor;

    /// <summary>The program's terminal, as a path.</summary>
    public string Terminal => _pty.SlaveName;

    public bool IsStarted => _child is not null;

    /// <summary>No process has the terminal open any more, or it failed: nothing can be read or written again.</summary>
    public bool IsHungUp { get; private set; }

    /// <summary>How the program ended; null while it runs.</summary>
    public ExitStatus? Exit { get; private set; }

    /// <summary>Starts the program. Throws <see cref="OsException"/> when it cannot be.</summary>
    public void Start(ShellCommand command, EnvironmentBlock environment)
    {
        _child = _pty.Spawn(new SpawnOptions
        {
            File = command.File,
            Arguments = command.Arguments,
            SearchPath = true,
            Environment = environment,
            WorkingDirectory = command.WorkingDirectory,
        });
        if (_child.ExitDescriptor >= 0)
            _childSlot = _loop.Add(_child.ExitDescriptor);
        // What was typed before there was a program to read it goes first.
        if (!IsHungUp)
            Flush();
    }

    /// <summary>Who edits and echoes what is typed, at the moment.</summary>
    public LineDiscipline LineDiscipline =>
        IsStarted && !IsHungUp && _pty.TryReadModes(out bool echoes, out bool isCanonical) ? new LineDiscipline(IsKnown: true, echoes, isCanonical) : default;

    /// <summary>Whether the last wait saw output, or the end of it.</summary>
    public bool HasOutput => IsStarted && !IsHungUp && _loop.IsReadable(_ptySlot);

    /// <summary>One read of output; 0 when there is none at the moment or ever again (<see cref="IsHungUp"/>).</summary>
    public int Read(Span<byte> buffer)
    {
        if (IsHungUp || !IsStarted)
            return 0;
        IoResult result = _pty.Read(buffer);
        if (result.IsWouldBlock)
            return 0;
        if (result.IsEnd || !result.IsOk)
            HangUp();
        return result.Count;
    }

    /// <summary>Waits awake for the next output of a program that prints without pause; false when it took too long.</summary>
    public bool AwaitOutput() => IsHungUp || _pty.AwaitOutput(RefillWait.WorthwhileBytes, RefillWait.Patience);

    /// <summary>Queues input and writes what the terminal takes at once.</summary>
    public void Write(ReadOnlySpan<byte> input)
    {
        if (IsHungUp || input.IsEmpty || _pendingEnd - _pendingStart + input.Length > PendingLimitBytes)
            return;
        MakeRoom(input.Length);
        input.CopyTo(_pending.AsSpan(_pendingEnd));
        _pendingEnd += input.Length;
        if (IsStarted)
            Flush();
    }

    /// <summary>After each wait: goes on writing, and notices the end of the program.</summary>
    public void Poll()
    {
        if (_pendingStart < _pendingEnd && IsStarted && !IsHungUp && _loop.IsWritable(_ptySlot))
            Flush();
        bool mayHaveEnded = _childSlot >= 0 ? _loop.IsReadable(_childSlot) : IsHungUp;
        if (_child is null || Exit is not null || !mayHaveEnded || !_child.TryReap(out ExitStatus status))
            return;
        Exit = status;
        if (_childSlot >= 0)
            _loop.Remove(_childSlot);
        _childSlot = -1;
    }

    public void Resize(WindowSize size)
    {
        if (!_pty.Resize(size))
            HangUp();
    }

    /// <summary>Closes the terminal: the program and its jobs get SIGHUP.</summary>
    public void Close()
    {
        HangUp();
        _pty.Dispose();
    }

    public void Dispose()
    {
        Close();
        if (_childSlot >= 0)
            _loop.Remove(_childSlot);
        _childSlot = -1;
        _child?.Dispose();
    }

    private void Flush()
    {
        while (_pendingStart < _pendingEnd)
        {
            IoResult result = _pty.Write(_pending.AsSpan(_pendingStart.._pendingEnd));
            if (result.IsWouldBlock)
            {
                _loop.Watch(_ptySlot, PollEvents.Readable | PollEvents.Writable);
                return;
            }

            if (!result.IsOk)
            {
                HangUp();
                return;
            }

            _pendingStart += result.Count;
        }

        _pendingStart = _pendingEnd = 0;
        _loop.Watch(_ptySlot, PollEvents.Readable);
    }

    private void MakeRoom(int bytes)
    {
        if (_pendingEnd + bytes <= _pending.Length)
            return;
        int used = _pendingEnd - _pendingStart;
        byte[] target = used + bytes <= _pending.Length ? _pending : new byte[Math.Max(_pending.Length * 2, used + bytes)];
        _pending.AsSpan(_pendingStart..(_pendingStart + used)).CopyTo(target);
        _pending = target;
        _pendingStart = 0;
        _pendingEnd = used;
    }

    private void HangUp()
    {
        if (IsHungUp)
            return;
        IsHungUp = true;
        _loop.Remove(_ptySlot);
    }
}
