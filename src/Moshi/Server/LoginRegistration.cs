using Moshi.Platform.Users;
using Moshi.Platform.Utmp;

namespace Moshi.Server;

/// <summary>
/// The session's line in utmp, where libutempter is installed: <c>mosh [PID]</c>, with the client's address in front while there is one
/// (mosh-protocol "utmp").
/// </summary>
internal sealed class LoginRegistration(int masterDescriptor, int processId) : IDisposable
{
    private readonly string _detached = $"mosh [{processId}]";
    private string? _written;

    /// <summary>After this long without a new client state the client no longer counts as connected.</summary>
    public static readonly TimeSpan ConnectedFor = TimeSpan.FromSeconds(30);

    public bool IsAttached => _written is not null && !string.Equals(_written, _detached, StringComparison.Ordinal);

    /// <summary>Writes the record for a client at this numeric address.</summary>
    public void Attach(string address) => Write($"{address} via {_detached}");

    /// <summary>Writes the record for a session that nobody looks at.</summary>
    public void Detach() => Write(_detached);

    /// <summary>Hosts of this user's other sessions that nobody looks at, as utmp names them.</summary>
    public static IReadOnlyList<string> FindDetached(int ownProcessId)
    {
        if (UserAccount.Current() is not { } account)
            return [];
        string own = $"mosh [{ownProcessId}]";
        var found = new List<string>();
        foreach (LoginRecord login in LoginRecord.ReadAll())
        {
            if (string.Equals(login.User, account.Name, StringComparison.Ordinal)
                && login.Host.StartsWith("mosh [", StringComparison.Ordinal)
                && login.Host.EndsWith(']')
                && !string.Equals(login.Host, own, StringComparison.Ordinal)
                && File.Exists(Path.Combine("/dev", login.Line)))
            {
                found.Add(login.Host);
            }
        }

        return found;
    }

    public void Dispose()
    {
        if (_written is not null)
            Utempter.Remove(masterDescriptor);
        _written = null;
    }

    private void Write(string host)
    {
        if (string.Equals(host, _written, StringComparison.Ordinal) || !Utempter.IsAvailable)
            return;
        if (Utempter.Add(masterDescriptor, host))
            _written = host;
    }
}
