using System.Net.Sockets;
using Moshi.Platform;
using Moshi.Platform.Loop;

namespace Moshi.Commands.Wrapper;

/// <summary>Carries bytes between our standard input and output and a connected, non-blocking TCP socket, each direction until its own end.</summary>
internal sealed class Relay : IDisposable
{
    /// <summary>A pipe that poll(2) calls writable takes this much without blocking (pipe(7): PIPE_BUF), so its flags can be left alone: others share them.</summary>
    private const int OutputChunkBytes = 4096;

    private readonly Socket _socket;
    private readonly int _socketFd;
    private readonly PollLoop _loop = new();
    private readonly Lane _up = new();
    private readonly Lane _down = new();
    private readonly int _inputSlot;
    private readonly int _outputSlot;
    private readonly int _socketSlot;

    public Relay(Socket socket)
    {
        _socket = socket;
        _socketFd = (int)socket.Handle;
        _inputSlot = _loop.Add(StandardStreams.Input, PollEvents.None);
        _outputSlot = _loop.Add(StandardStreams.Output, PollEvents.None);
        _socketSlot = _loop.Add(_socketFd, PollEvents.None);
    }

    /// <summary>Returns when both directions have ended, or one end is broken.</summary>
    public void Run()
    {
        while (!(_up.IsDone && _down.IsDone))
        {
            _loop.Watch(_inputSlot, _up.CanRead ? PollEvents.Readable : PollEvents.None);
            _loop.Watch(_outputSlot, _down.HasBytes ? PollEvents.Writable : PollEvents.None);
            _loop.Watch(
                _socketSlot,
                (_down.CanRead ? PollEvents.Readable : PollEvents.None) | (_up.HasBytes ? PollEvents.Writable : PollEvents.None));
            _ = _loop.Wait(PollLoop.Never);
            if (!Up() || !Down())
                return;
        }
    }

    public void Dispose() => _loop.Dispose();

    private bool Up()
    {
        if (_loop.IsReadable(_inputSlot) && !_up.Fill(StandardStreams.Input))
            return false;
        if (_up.HasBytes && !_up.Drain(_socketFd, int.MaxValue))
            return false;
        if (_up.TryEnd())
            _socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    private bool Down()
    {
        if (_down.CanRead && _loop.IsReadable(_socketSlot) && !_down.Fill(_socketFd))
            return false;
        if (_down.HasBytes && _loop.IsWritable(_outputSlot) && !_down.Drain(StandardStreams.Output, OutputChunkBytes))
            return false;
        if (!_down.TryEnd())
            return true;
        _loop.Watch(_outputSlot, PollEvents.None);
        Descriptor.Close(StandardStreams.Output);
        return true;
    }

    /// <summary>One direction: a buffer that is filled when it is empty, and an end that is passed on once.</summary>
    private sealed class Lane
    {
        private readonly byte[] _buffer = new byte[32_768];
        private int _start;
        private int _end;
        private bool _hasEnded;

        public bool IsDone { get; private set; }

        public bool HasBytes => _start < _end;

        public bool CanRead => !HasBytes && !_hasEnded;

        public bool Fill(int descriptor)
        {
            IoResult result = Descriptor.Read(descriptor, _buffer);
            if (result.IsWouldBlock)
                return true;
            _start = 0;
            _end = result.Count;
            _hasEnded = result.IsEnd;
            return result.IsOk || result.IsEnd;
        }

        public bool Drain(int descriptor, int limit)
        {
            IoResult result = Descriptor.Write(descriptor, _buffer.AsSpan(_start, Math.Min(limit, _end - _start)));
            _start += result.Count;
            return result.IsOk || result.IsWouldBlock;
        }

        /// <summary>True once, when everything has been passed on and no more will come.</summary>
        public bool TryEnd()
        {
            if (IsDone || HasBytes || !_hasEnded)
                return false;
            IsDone = true;
            return true;
        }
    }
}
