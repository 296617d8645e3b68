using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>A session under measurement: the client on a pty, and the server if it is mosh's. Disposing ends both.</summary>
internal sealed class LaneSession(PtyProcess terminal, MoshServer? server) : IDisposable
{
    /// <summary>The client.</summary>
    public PtyProcess Terminal => terminal;

    /// <summary>Processor time of the server so far; zero for ssh, of which nothing is claimed.</summary>
    public TimeSpan ServerProcessorTime => server is null ? TimeSpan.Zero : ProcessTable.CpuTimeOf(server.ProcessId);

    /// <inheritdoc/>
    public void Dispose()
    {
        terminal.Dispose();
        server?.Dispose();
    }
}
