using Moshi.Client;
using Moshi.Commands.Doctor;
using Moshi.Platform;

namespace Moshi.Commands.Connect;

/// <summary>The diagnosis of a failed connection, on a thread of its own: it asks ssh, resolvers and the host, any of which may hang, while its owner looks after the user.</summary>
internal sealed class CauseSearch : ICauseSearch
{
    /// <summary>A search that is given up leaves a server at the host, which is told to end, if that is quickly done.</summary>
    private static readonly TimeSpan s_parting = TimeSpan.FromMilliseconds(400);

    private readonly FailedConnect _failed;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly int _over;
    private Thread? _thread;
    private volatile Diagnosis _diagnosis = Diagnosis.Nothing;

    /// <param name="failed">What is known.</param>
    /// <param name="limit">For all of it.</param>
    public CauseSearch(FailedConnect failed, TimeSpan limit)
    {
        _failed = failed;
        _limit = limit;
        (Descriptor, _over) = Platform.Descriptor.Pipe();
    }

    public int Descriptor { get; }

    public SearchResult Result => _diagnosis.Result;

    /// <summary>Causes with their fixes, whole lines; empty when there is nothing to say.</summary>
    public string Text => _diagnosis.Text;

    public void Begin(bool wasHeard)
    {
        if (_thread is not null)
            return;
        FailedConnect failed = _failed with { WasHeard = wasHeard, Cancellation = _cancellation.Token };
        _thread = new Thread(() =>
        {
            _diagnosis = FailureDiagnosis.Explain(failed, _limit);
            Platform.Descriptor.WriteAll(_over, "."u8);
        })
        { IsBackground = true, Name = "diagnosis" };
        _thread.Start();
    }

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Cancel();

        // One that hangs has the pipe still, and the process ends soon.
        if (_thread is { } thread && !thread.Join(s_parting))
            return;
        Platform.Descriptor.Close(Descriptor);
        Platform.Descriptor.Close(_over);
        _cancellation.Dispose();
    }
}
