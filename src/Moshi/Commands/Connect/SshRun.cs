using Moshi.Commands.Wrapper;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>
/// One ssh that starts a server: its output goes to a <see cref="ReportReader"/>, its log is followed, its errors and prompts are the user's terminal's. It is never waited for: a child on the
/// other side, a forwarded port or a connection that others share may keep it for as long as they like.
/// </summary>
internal sealed class SshRun : IDisposable
{
    /// <summary>Nothing that an ssh which has failed leaves on its pipes is worth more time.</summary>
    private const long AfterFailureMicros = 250_000;

    /// <summary>One that has ended well may have left a successor on its output, who has the answer.</summary>
    private const long AfterSuccessMicros = 3_000_000;

    /// <summary>The log has no descriptor that could be polled.</summary>
    private const long LogLookMicros = 20_000;

    private readonly ChildProcess _child;
    private readonly ReportReader _reader;
    private readonly byte[] _buffer = new byte[16 * 1024];

    private SshRun(ChildProcess child, int output, ReportReader reader)
    {
        _child = child;
        _reader = reader;
        Output = output;
        Descriptor.SetNonBlocking(output);
    }

    /// <summary>What comes from the other side; -1 once it has ended.</summary>
    public int Output { get; private set; }

    /// <summary>How ssh has ended; null while it runs.</summary>
    public int? Status => _child.TryReap(out ExitStatus status) ? status.ShellCode : null;

    /// <summary>Starts it. Throws <see cref="OsException"/> when there is no such program.</summary>
    /// <param name="words">Its argument vector.</param>
    /// <param name="reader">Takes its output.</param>
    /// <param name="input">Its standard input; -1 for none. The caller closes it.</param>
    public static SshRun Start(IReadOnlyList<string> words, ReportReader reader, int input = -1)
    {
        (int output, int outputEnd) = Descriptor.Pipe();
        try
        {
            var child = ChildProcess.Start(new SpawnOptions
            {
                File = words[0],
                Arguments = words,
                SearchPath = true,
                Descriptors =
                [
                    .. input < 0 ? Array.Empty<DescriptorMapping>() : [new DescriptorMapping(input, StandardStreams.Input)],
                    new DescriptorMapping(outputEnd, StandardStreams.Output),
                    .. StandardStreams.Inherit(StandardStreams.Errors),
                ],
            });
            return new SshRun(child, output, reader);
        }
        catch (OsException)
        {
            Descriptor.Close(output);
            throw;
        }
        finally
        {
            Descriptor.Close(outputEnd);
        }
    }

    /// <summary>Runs until the report has what it is about, or nothing more is to be expected.</summary>
    /// <param name="isDone">The report has what it is about.</param>
    /// <param name="log">ssh's log.</param>
    /// <param name="limits">When to give up.</param>
    /// <param name="signals">What the user says meanwhile.</param>
    /// <param name="loop">Wakes for <paramref name="signals"/>; ours to wait with.</param>
    public SshRunEnd Wait(Func<bool> isDone, SshLogFile log, BootstrapLimits limits, SignalSource signals, PollLoop loop)
    {
        int output = loop.Add(Output);
        int exit = _child.ExitDescriptor >= 0 ? loop.Add(_child.ExitDescriptor) : -1;
        long partingEnds = PollLoop.Never;
        try
        {
            while (true)
            {
                log.Follow();
                if (isDone())
                    return SshRunEnd.Done;
                long now = Clock.NowMicros();
                if (signals.TryTake(out _))
                    return SshRunEnd.Interrupted;
                if (Output < 0 && Status is not null || now >= partingEnds)
                    return SshRunEnd.Ended;
                if (limits.Judge(now) is var judged && judged != SshRunEnd.Running)
                    return judged;
                if (partingEnds == PollLoop.Never && Status is { } status)
                {
                    partingEnds = now + (status == 0 ? AfterSuccessMicros : AfterFailureMicros);
                    if (exit >= 0)
                        loop.Remove(exit);
                    exit = -1;
                }

                _ = loop.Wait(Math.Min(partingEnds, now + LogLookMicros));
                if (output < 0 || !loop.IsReadable(output) || Read())
                    continue;
                loop.Remove(output);
                output = -1;
                Close();
            }
        }
        finally
        {
            if (output >= 0)
                loop.Remove(output);
            if (exit >= 0)
                loop.Remove(exit);
        }
    }

    /// <summary>Takes what has come, without waiting; false at its end.</summary>
    public bool Read()
    {
        if (Output < 0)
            return false;
        IoResult result = Descriptor.Read(Output, _buffer);
        if (result.Count > 0)
            _reader.Receive(_buffer.AsSpan(0, result.Count));
        return result.Count > 0 || result.IsWouldBlock;
    }

    /// <summary>Ends it, and waits a moment for it: a terminal whose echo it has turned off for a password is its to put right.</summary>
    public void Stop(Signal signal)
    {
        _ = _child.Send(signal);
        long deadline = Clock.NowMicros() + 500_000;
        while (Status is null && Clock.NowMicros() < deadline)
        {
            if (_child.ExitDescriptor >= 0)
                _ = Descriptor.WaitReadable(_child.ExitDescriptor, TimeSpan.FromMilliseconds(100));
            else
                Thread.Sleep(10);
        }

        // One that waits for a master which is stuck listens to nothing else.
        if (Status is null)
            _ = _child.Send(Signal.Kill);
    }

    /// <summary>Lets go of its output; it may live on.</summary>
    public void Dispose()
    {
        Close();
        _child.Dispose();
    }

    private void Close()
    {
        Descriptor.Close(Output);
        Output = -1;
    }
}
