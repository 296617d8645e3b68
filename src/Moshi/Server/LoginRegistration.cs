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
    private bool _isUnwritable;
    private string? _written;

    /// <summary>After this long without a new client state the client no longer counts as connected.</summary>
    public static readonly TimeSpan ConnectedFor = TimeSpan.FromSeconds(30);

    /// <summary>The record names a client. Kept also where no record can be written.</summary>
    public bool IsAttached { get; private set; }

    /// <summary>Writes the record for a client at this numeric address.</summary>
    public void Attach(string address)
    {
        IsAttached = true;
        Write($"{address} via {_detached}");
    }

    /// <summary>Writes the record for a session that nobody looks at.</summary>
    public void Detach()
    {
        IsAttached = false;
        Write(_detached);
    }

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
        if (_isUnwritable || string.Equals(host, _written, StringComparison.Ordinal))
            return;

        // Each attempt is a child process: a machine without utmp is asked once.
        _isUnwritable = !Utempter.IsAvailable || !Utempter.Add(masterDescriptor, host);
        if (!_isUnwritable)
            _written = host;
    }
}
