using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Loop;

/// <summary>
/// Signals as readable events of the poll loop. While it lives, the signals given to it lose their default effect; they arrive in order of
/// delivery, equal ones pending together as one.
/// </summary>
public sealed class SignalSource : IDisposable
{
    /// <summary>SIG_DFL.</summary>
    private const nint DefaultAction = 0;

    /// <summary>SIG_IGN.</summary>
    private const nint IgnoreAction = 1;

    private readonly PollLoop _loop;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly ConcurrentQueue<Signal> _arrived = new();
    private bool _takesPipe;

    private SignalSource(PollLoop loop) => _loop = loop;

    /// <summary>Takes over <paramref name="signals"/>; the loop wakes when one arrives. Call it early in Main, before other threads are started.</summary>
    public static SignalSource Open(PollLoop loop, params ReadOnlySpan<Signal> signals)
    {
        var source = new SignalSource(loop);
        foreach (Signal signal in signals)
        {
            // The runtime ignores SIGPIPE at its start, and leaves alone what it finds ignored.
            if (signal == Signal.Pipe)
            {
                _ = Libc.signal((int)signal, DefaultAction);
                source._takesPipe = true;
            }

            source._registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, source.OnSignal));
        }

        return source;
    }

    /// <summary>The next signal that has arrived; ask after every wait until it answers false.</summary>
    public bool TryTake(out Signal signal) => _arrived.TryDequeue(out signal);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();

        // The runtime gives back what it has found, which was our default action: the next pipe without a reader would end the program.
        if (_takesPipe)
            _ = Libc.signal((int)Signal.Pipe, IgnoreAction);
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _arrived.Enqueue((Signal)(int)context.Signal);
        _loop.Wake();
    }
}
