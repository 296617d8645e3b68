using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Wrapper;

/// <summary>
/// ssh (or the local server) while the server starts: feeds a <see cref="BootstrapReader"/> and shows the user what is left. The session goes on as
/// soon as the server has told port and key. ssh may have reasons to stay (a forwarded connection, a connection that others share, a child on the
/// remote side that keeps its descriptors): it then stays behind.
/// </summary>
internal sealed class BootstrapProcess : IDisposable
{
    /// <summary>ssh usually leaves a few milliseconds after the marker; more is not worth anybody's waiting.</summary>
    private const long PartingMicros = 400_000;

    /// <summary>After a failed ssh nothing is to be expected from others that hold its pipes (a shared connection's master).</summary>
    private const long AfterFailureMicros = 250_000;

    /// <summary>An ssh that went to the background (ForkAfterAuthentication) leaves a successor on the pipes, which has the server's answer.</summary>
    private const long AfterSuccessMicros = 20_000_000;

    /// <summary>How often to look whether ssh has ended, on kernels without a descriptor for that.</summary>
    private const long ExitLookMicros = 50_000;

    /// <summary>A flood of errors must not keep the marker on the other pipe from being seen.</summary>
    private const int MostReadsInTurn = 64;

    private readonly BootstrapReader _reader;
    private readonly ChildProcess _child;
    private readonly PollLoop _loop = new();
    private readonly byte[] _buffer = new byte[8192];
    private readonly bool _seesExit;
    private int _exitSlot = -1;
    private Source _output;
    private Source _errors;

    private BootstrapProcess(BootstrapReader reader, ChildProcess child, int output, int errors)
    {
        _reader = reader;
        _child = child;
        Descriptor.SetNonBlocking(output);
        Descriptor.SetNonBlocking(errors);
        _output = new Source(output, _loop.Add(output));
        _errors = new Source(errors, _loop.Add(errors));
        _seesExit = child.ExitDescriptor >= 0;
        if (_seesExit)
            _exitSlot = _loop.Add(child.ExitDescriptor);
    }

    /// <summary>Starts it with our standard input. Throws <see cref="OsException"/> if it cannot be started.</summary>
    public static BootstrapProcess Start(BootstrapReader reader, IReadOnlyList<string> arguments, EnvironmentBlock environment, string? directory)
    {
        (int output, int outputEnd) = Descriptor.Pipe();
        (int errors, int errorsEnd) = Descriptor.Pipe();
        try
        {
            var child = ChildProcess.Start(new SpawnOptions
            {
                File = arguments[0],
                Arguments = arguments,
                Environment = environment,
                SearchPath = true,
                WorkingDirectory = directory,
                Descriptors =
                [
                    .. StandardStreams.Inherit(StandardStreams.Input),
                    new DescriptorMapping(outputEnd, StandardStreams.Output),
                    new DescriptorMapping(errorsEnd, StandardStreams.Errors),
                ],
            });
            return new BootstrapProcess(reader, child, output, errors);
        }
        catch (OsException)
        {
            Descriptor.Close(output);
            Descriptor.Close(errors);
            throw;
        }
        finally
        {
            Descriptor.Close(outputEnd);
            Descriptor.Close(errorsEnd);
        }
    }

    /// <summary>Reads until the server has answered or nothing more will come, and then gives ssh a moment to leave.</summary>
    public void Run()
    {
        long deadline = PollLoop.Never;
        while (_reader.Status == BootstrapStatus.Reading && (_output.IsOpen || _errors.IsOpen) && Clock.NowMicros() < deadline)
        {
            Pump(deadline);
            if (deadline == PollLoop.Never && _child.TryReap(out ExitStatus status))
                deadline = Clock.NowMicros() + (status.ShellCode == 0 ? AfterSuccessMicros : AfterFailureMicros);
        }

        if (_reader.Status == BootstrapStatus.Reading)
        {
            _reader.FinishErrors();
            _reader.FinishOutput();
            Show();
        }

        if (_reader.Status == BootstrapStatus.Failed)
            _ = _child.Send(Signal.Term);
        Part();
    }

    public void Dispose()
    {
        Close(ref _output);
        Close(ref _errors);
        _child.Dispose();
        _loop.Dispose();
    }

    // What ssh still has to say after the marker (the server's banner) is taken from it, so that it need not fail to write, and dropped.
    private void Part()
    {
        long deadline = Clock.NowMicros() + PartingMicros;
        while (!_child.TryReap(out _) && Clock.NowMicros() < deadline)
            Pump(deadline);
    }

    private void Pump(long deadline)
    {
        if (!_seesExit)
            deadline = Math.Min(deadline, Clock.NowMicros() + ExitLookMicros);
        _ = _loop.Wait(deadline);
        if (_exitSlot >= 0 && _loop.IsReadable(_exitSlot))
        {
            _loop.Remove(_exitSlot);
            _exitSlot = -1;
        }

        // All of the errors first: the address is written there before port and key are written on the other.
        for (int reads = 0; reads < MostReadsInTurn && _errors.IsOpen && TryRead(ref _errors, isErrors: true); reads++)
            Show();
        if (_output.IsOpen)
            _ = TryRead(ref _output, isErrors: false);
        Show();
    }

    private bool TryRead(ref Source source, bool isErrors)
    {
        IoResult result = Descriptor.Read(source.Descriptor, _buffer);
        if (result.IsWouldBlock)
            return false;
        if (result.Count == 0)
            Close(ref source);
        else if (isErrors)
            _reader.ReceiveErrors(_buffer.AsSpan(0, result.Count));
        else
            _reader.ReceiveOutput(_buffer.AsSpan(0, result.Count));
        return result.Count > 0;
    }

    private void Show()
    {
        if (_reader.Text.IsEmpty)
            return;
        _ = Descriptor.WriteAll(StandardStreams.Output, _reader.Text);
        _reader.ClearText();
    }

    private void Close(ref Source source)
    {
        if (!source.IsOpen)
            return;
        _loop.Remove(source.Slot);
        Descriptor.Close(source.Descriptor);
        source = new Source(-1, -1);
    }

    private readonly record struct Source(int Descriptor, int Slot)
    {
        public bool IsOpen => Descriptor >= 0;
    }
}
